#include "tests/cloud/json_mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>

namespace sgc::cloud_test {
namespace {

using nlohmann::ordered_json;
using Pointer = ordered_json::json_pointer;

// Members whose text is not judged: what people read, and what objects are called.
const std::set<std::string> kUnjudged{"PolicyDescription", "Description", "GroupName", "GroupDescription", "Key", "Value",
                                      "AddressTemplateName", "AddressTemplateGroupName", "ServiceTemplateName",
                                      "NetworkAclName", "VpcId", "RegionId",
                                      "SecurityGroupName"};

std::optional<std::string> other_word(const std::string& text) {
  static const std::vector<std::pair<std::string, std::string>> kPairs{
      {"ACCEPT", "DROP"}, {"TCP", "UDP"}, {"ICMP", "GRE"}, {"ICMPV6", "GRE"}, {"accept", "drop"}, {"tcp", "udp"},
      {"Accept", "Drop"}, {"intranet", "internet"}, {"normal", "enterprise"}};
  for (const auto& [a, b] : kPairs) {
    if (text == a) return b;
    if (text == b) return a;
  }
  if (text == "ALL") return "TCP";
  return std::nullopt;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// The next number of the last run of digits, with what stands around it.
std::string one_more(const std::string& text) {
  const std::size_t end = text.find_last_of("0123456789") + 1;
  std::size_t begin = end;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  const unsigned long number = std::stoul(text.substr(begin, end - begin));
  return text.substr(0, begin) + std::to_string(number + 1) + text.substr(end);
}

// A wrong text in place of this one, where it is one that rules are made of.
std::vector<std::string> wrong_texts(const std::string& text) {
  if (const auto word = other_word(text)) return {*word};
  const std::size_t slash = text.find('/');
  const bool block = slash != std::string::npos && is_number(text.substr(slash + 1));
  if (block) {
    const unsigned long length = std::stoul(text.substr(slash + 1));
    std::vector<std::string> wrong;
    if (length > 1) wrong.push_back(text.substr(0, slash + 1) + std::to_string(length == 32 ? 31 : length + 1));
    return wrong;
  }
  const bool ports = text.find_first_not_of("0123456789-,") == std::string::npos;
  if (ports) return {one_more(text)};
  if (text.starts_with("tcp:") || text.starts_with("udp:")) return {(text[0] == 't' ? "udp" : "tcp") + text.substr(3)};
  return {};
}

using Change = std::function<void(ordered_json&)>;
struct Found {
  std::string what;
  Change change;
};

void collect(const ordered_json& root, const Pointer& at, std::vector<Found>& found) {
  const ordered_json& value = root.at(at);
  if (value.is_string()) {
    for (const std::string& wrong : wrong_texts(value.get<std::string>())) {
      found.push_back({fmt::format("{} {} -> {}", at.to_string(), value.get<std::string>(), wrong),
                       [at, wrong](ordered_json& json) { json.at(at) = wrong; }});
    }
  } else if (value.is_boolean()) {
    found.push_back({at.to_string() + " turned round", [at](ordered_json& json) { json.at(at) = !json.at(at).get<bool>(); }});
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      found.push_back({fmt::format("{} without number {}", at.to_string(), i),
                       [at, i](ordered_json& json) { json.at(at).erase(i); }});
      if (i + 1 == value.size() || !(value[i].is_object() || value[i].is_string())) continue;
      found.push_back({fmt::format("{} with {} and {} exchanged", at.to_string(), i, i + 1),
                       [at, i](ordered_json& json) { std::swap(json.at(at)[i], json.at(at)[i + 1]); }});
    }
    for (std::size_t i = 0; i < value.size(); ++i) collect(root, at / i, found);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (!kUnjudged.contains(key)) collect(root, at / key, found);
    }
  }
}

// Members of requests that say no rules.
constexpr std::string_view kBesideRules[] = {"/Groups ", "/InnerAccessPolicy", "/InstanceIds", "/SecurityGroupIds",
                                             "/SecurityGroupRuleId", "/SecurityGroups", "/SubnetIds"};

}  // namespace

bool is_beside_rules(const Mutant& mutant) {
  return std::any_of(std::begin(kBesideRules), std::end(kBesideRules),
                     [&](std::string_view member) { return mutant.what.find(member) != std::string::npos; });
}

std::vector<Mutant> mutants_of(const std::vector<targets::OutputFile>& files) {
  const ordered_json plan = ordered_json::parse(files.front().bytes);
  std::vector<Mutant> mutants;
  for (std::size_t i = 0; i < plan["calls"].size(); ++i) {
    const ordered_json& call = plan["calls"][i];
    const std::string phase = call["phase"];
    if (phase == "check") continue;
    std::vector<Found> found;
    collect(call["request"], Pointer(), found);
    for (const Found& each : found) {
      Mutant mutant{call["file"].get<std::string>() + ": " + each.what, files};
      ordered_json request = call["request"];
      each.change(request);
      ordered_json changed = plan;
      changed["calls"][i]["request"] = request;
      mutant.files.front().bytes = changed.dump(2) + "\n";
      mutant.files[i + 1].bytes = request.dump(2) + "\n";
      mutants.push_back(std::move(mutant));
    }
  }
  return mutants;
}

}  // namespace sgc::cloud_test
