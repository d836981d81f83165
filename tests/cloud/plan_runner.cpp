#include "tests/cloud/plan_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

namespace sgc::cloud_test {
namespace {

using Files = std::map<std::string, std::string>;  // text by name without the folder

void demand(bool condition, const std::string& sentence) {
  if (!condition) throw std::runtime_error(sentence);
}

Files by_name(const std::vector<targets::OutputFile>& files) {
  Files names;
  for (const targets::OutputFile& file : files) {
    const std::string name = file.path.substr(file.path.find('/') + 1);
    demand(names.emplace(name, file.bytes).second, name + " is written twice");
  }
  return names;
}

// The text with an id for every placeholder: of two that begin alike, the longer.
std::string with_ids(const std::string& text, const std::map<std::string, std::string>& ids, const std::string& name) {
  constexpr std::string_view kMark = "@sgc:";
  std::string filled;
  std::size_t done = 0;
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, done)) {
    // What the text begins with here sorts before the text, the longest last.
    auto longest = ids.upper_bound(text.substr(at));
    while (longest != ids.begin() && text.compare(at, std::prev(longest)->first.size(), std::prev(longest)->first) != 0) --longest;
    demand(longest != ids.begin(), name + " needs an id that is not there yet");
    --longest;
    filled.append(text, done, at - done);
    filled += longest->second;
    done = at + longest->first.size();
  }
  return filled.append(text, done);
}

// "SecurityGroup.SecurityGroupId" in an answer.
std::string value_at(const json& answer, const std::string& path) {
  const json* at = &answer;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    demand(at->contains(key), "the answer has no " + path);
    at = &(*at)[key];
    begin = end + 1;
  }
  return at->get<std::string>();
}

// Whether the service refused a call because it was done before, and the plan says how it says so.
bool is_done(const json& plan, const json& request, const std::string& refusal) {
  for (const json& group : plan.value("boundGroups", json::array())) {
    if (group["GroupId"] != request.value("GroupId", "") || !group.contains("ThereAlready")) continue;
    if (refusal.find(group["ThereAlready"].get<std::string>()) != std::string::npos) return true;
  }
  return false;
}

// An input says what fills a list of ids, and to leave the call out where there are none.
bool is_left_out(const json& request) {
  for (const char* list : {"SecurityGroupRuleIds"}) {
    if (request.contains(list) && request[list] == json::array({""})) return true;
  }
  return false;
}

void check_order(const json& calls) {
  const std::vector<std::string> phases{"check", "create", "deny", "allow", "attach", "revoke"};
  std::size_t phase = 0;
  int number = 0;
  for (const json& call : calls) {
    demand(call["number"] == ++number, "calls are not numbered from 1 on");
    const auto found = std::find(phases.begin(), phases.end(), call["phase"].get<std::string>());
    demand(found != phases.end(), "an unknown phase");
    const auto at = static_cast<std::size_t>(found - phases.begin());
    demand(at >= phase, "phases are not in order");
    phase = at;
    for (const json& before : call["dependsOn"]) demand(before < call["number"], "a call depends on a later one");
  }
}

}  // namespace

std::map<std::string, std::string> run_plan(const std::vector<targets::OutputFile>& outputs, Cloud& cloud,
                                            std::map<std::string, std::string> ids) {
  const Files files = by_name(outputs);
  demand(files.contains("plan.json"), "there is no plan.json");
  const json plan = json::parse(files.at("plan.json"));
  demand(plan["format"] == "sgc-plan/1", "the plan is of another format");
  demand(plan["calls"].size() + 1 == files.size(), "each call has a file, and there is no other");
  check_order(plan["calls"]);

  std::size_t made_up = 0;
  for (const json& input : plan["inputs"]) {
    demand(!input["what"].get<std::string>().empty(), "an input says not what it is");
    ids.try_emplace(input["placeholder"], fmt::format("given-{}", ++made_up));
  }
  for (const json& call : plan["calls"]) {
    const std::string name = call["file"];
    demand(files.contains(name), name + " is missing");
    const std::string& written = files.at(name);
    json request = json::parse(written);
    demand(request == call["request"], name + " is not the request of the plan");
    if (const std::string text = with_ids(written, ids, name); text != written) request = json::parse(text);
    if (is_left_out(request)) continue;
    json answer = json::object();
    try {
      answer = cloud.answer({call["phase"], call["service"], call["action"], call["version"], call["object"], request});
    } catch (const std::runtime_error& refusal) {
      if (!is_done(plan, request, refusal.what())) throw;
    }
    for (const json& created : call["creates"]) {
      ids[created["placeholder"]] = value_at(answer, created["from"]);
    }
  }
  return ids;
}

}  // namespace sgc::cloud_test
