#include "targets/cloud/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "compiler/diag/catalog.h"

namespace sgc::targets::cloud {
namespace {

using nlohmann::json;

// What nobody who applies a plan acts on.
constexpr std::string_view kSaidToPeopleByPlans[] = {"generator", "bill", "calls"};  // calls are looked at one by one
constexpr std::string_view kSaidToPeopleByCalls[] = {"source"};
constexpr std::string_view kSaidToPeopleByRequests[] = {"Description", "GroupDescription"};

constexpr std::size_t kLongestShown = 80;  // bytes of JSON in a message

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string shown(const json& value) {
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= kLongestShown ? fmt::format("«{}»", text) : "something else";
}

std::string difference_text(std::string_view key, const json* found, const json* wanted) {
  if (wanted == nullptr) return fmt::format("sgc writes no «{}» for the policy", key);
  if (found == nullptr) return fmt::format("«{}» is missing, and sgc writes {} for the policy", key, shown(*wanted));
  return fmt::format("«{}» is {}, and sgc writes {} for the policy", key, shown(*found), shown(*wanted));
}

const json* member(const json& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// The first member in which two objects differ, said; `is_free` names those that need not be the same.
template <class IsFree>
std::optional<std::string> member_difference(const json& found, const json& wanted, IsFree is_free) {
  if (!found.is_object()) return "it is no object";
  std::set<std::string> keys;
  for (const auto& [key, value] : found.items()) keys.insert(key);
  for (const auto& [key, value] : wanted.items()) keys.insert(key);
  for (const std::string& key : keys) {
    if (is_free(key)) continue;
    const json* const said = member(found, key);
    const json* const right = member(wanted, key);
    const bool same = said != nullptr && right != nullptr && *said == *right;
    if (!same) return difference_text(key, said, right);
  }
  return std::nullopt;
}

// All calls that must be done before must be waited for; of the others any that is made before may be.
bool waits_enough(const json& call, const json& wanted) {
  const json* const needed = member(call, "dependsOn");
  if (needed == nullptr || !needed->is_array()) return false;
  const bool earlier = std::all_of(needed->begin(), needed->end(), [&](const json& number) {
    return number.is_number_integer() && number > 0 && number < wanted.at("number");
  });
  const json& least = wanted.at("dependsOn");
  return earlier && std::all_of(least.begin(), least.end(), [&](const json& number) {
           return std::find(needed->begin(), needed->end(), number) != needed->end();
         });
}

class FrameComparison {
 public:
  FrameComparison(std::string_view folder, std::span<const RuleMember> rules, Sink& sink)
      : folder_(folder), rules_(rules), sink_(sink) {}

  void run(const json& plan, const json& wanted) {
    const auto of_plan = member_difference(
        plan, wanted, [](const std::string& key) { return is_one_of(key, kSaidToPeopleByPlans); });
    if (of_plan) return report("plan.json", *of_plan);

    const json& calls = plan.at("calls");
    const json& right = wanted.at("calls");
    if (!calls.is_array()) return report("plan.json", "«calls» are no list");
    for (std::size_t i = 0; i < std::min(calls.size(), right.size()); ++i) {
      if (!is_right(calls.at(i), right.at(i))) return;
    }
    if (calls.size() == right.size()) return;
    report("plan.json", fmt::format("it has {} calls, and sgc writes {} for the policy", calls.size(), right.size()));
  }

 private:
  bool is_right(const json& call, const json& wanted) {
    const std::string action = wanted.at("action");
    const auto of_call = member_difference(call, wanted, [](const std::string& key) {
      return key == "request" || key == "dependsOn" || is_one_of(key, kSaidToPeopleByCalls);
    });
    const std::string place = fmt::format("call {} ({} of {})", wanted.at("number").dump(), action,
                                          wanted.at("object").get<std::string>());
    if (of_call) {
      report("plan.json", fmt::format("{}: {}", place, *of_call));
      return false;
    }
    if (!waits_enough(call, wanted)) {
      report("plan.json", fmt::format("{}: {}", place,
                                      difference_text("dependsOn", member(call, "dependsOn"), member(wanted, "dependsOn"))));
      return false;
    }
    const json& right = wanted.at("request");
    const auto of_request = member_difference(call.at("request"), right, [&](const std::string& key) {
      if (is_one_of(key, kSaidToPeopleByRequests)) return true;
      return right.contains(key) && call.at("request").contains(key) && says_rules(action, key);
    });
    if (of_request) report(wanted.at("file").get<std::string>(), *of_request);
    return !of_request;
  }

  bool says_rules(std::string_view action, std::string_view key) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const RuleMember& each) { return each.action == action && each.member == key; });
  }

  void report(std::string_view file, std::string sentence) {
    sink_.report(diagnose(kind::TextUnreadable, Span{}, fmt::format("{}/{}", folder_, file), std::move(sentence)));
  }

  std::string_view folder_;
  std::span<const RuleMember> rules_;
  Sink& sink_;
};

json plan_in(std::span<const OutputFile> files, std::string_view folder) {
  const std::string path = fmt::format("{}/plan.json", folder);
  return json::parse(std::find_if(files.begin(), files.end(), [&](const OutputFile& file) { return file.path == path; })->bytes);
}

}  // namespace

void compare_frames(std::span<const OutputFile> files, std::span<const OutputFile> wanted, std::string_view folder,
                    std::span<const RuleMember> rules, Sink& sink) {
  FrameComparison(folder, rules, sink).run(plan_in(files, folder), plan_in(wanted, folder));
}

}  // namespace sgc::targets::cloud
