#include "tests/workloads/policy_maker.h"

#include <algorithm>

#include "compiler/net/parse_address.h"
#include "compiler/support/assert.h"

namespace sgc::workloads {
namespace {

constexpr std::uint32_t kMostLines = 400'000;
constexpr std::uint32_t kLineBytes = 2;  // "#" and the line's end

AddressSet one_item(std::string_view text) {
  if (text == "any") return AddressSet::any();
  if (text == "any4") return AddressSet::any(Family::V4);
  if (text == "any6") return AddressSet::any(Family::V6);
  const ParsedAddress parsed = parse_address(text);
  SGC_ASSERT(parsed.ok(), "a test writes addresses that can be read");
  return AddressSet::of(parsed.range);
}

}  // namespace

AddressSet addresses(std::string_view text) {
  AddressSet all;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    all = unite(all, one_item(item));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return all;
}

PolicyMaker::PolicyMaker(std::string_view name) {
  std::string text;
  for (std::uint32_t line = 0; line < kMostLines; ++line) text += "#\n";
  sources.add("policy.sg", std::move(text));

  ir::Point made;
  made.name = name;
  made.part = ir::SecurityGroupPart{};
  made.addresses = policy.sets.addresses.intern({});
  made.outbound.otherwise.verdict = ir::Verdict::Allow;
  made.span = made.declaration = made.inbound.otherwise.span = {FileId{0}, 0, 1};
  policy.points.push_back(std::move(made));
}

ir::WhoId PolicyMaker::who(const AddressSet& set) {
  ir::Who side;
  side.addresses = policy.sets.addresses.intern(set);
  ir::WhoItem item;
  item.addresses = side.addresses;
  side.items.push_back(item);
  return policy.whos.intern(std::move(side));
}

ir::Rule& PolicyMaker::rule(ir::Verdict verdict, const ServiceSet& service, const AddressSet& from,
                            const AddressSet& to) {
  auto& rules = policy.points.front().inbound.rules;
  const auto line = static_cast<std::uint32_t>(rules.size()) % kMostLines;
  ir::Rule made;
  made.source = who(from);
  made.destination = who(to);
  made.service = policy.sets.services.intern(service);
  made.verdict = verdict;
  made.declared_in = ir::PointId{0};
  made.span = {FileId{0}, line * kLineBytes, line * kLineBytes + 1};
  rules.push_back(made);
  return rules.back();
}

ir::Rule& PolicyMaker::allow(const ServiceSet& service, std::string_view from, std::string_view to) {
  return rule(ir::Verdict::Allow, service, addresses(from), addresses(to));
}

ir::Rule& PolicyMaker::deny(const ServiceSet& service, std::string_view from, std::string_view to) {
  return rule(ir::Verdict::Deny, service, addresses(from), addresses(to));
}

ir::Rule& PolicyMaker::blacklist(const AddressSet& from, bool cuts, const ServiceSet& service) {
  ir::Rule& made = rule(ir::Verdict::Deny, service, from);
  made.origin = ir::Origin::Blacklist;
  made.before_established = cuts;
  return made;
}

void PolicyMaker::otherwise(ir::Verdict verdict) { policy.points.front().inbound.otherwise.verdict = verdict; }

void PolicyMaker::option(std::string_view target, std::string_view name, std::string_view value) {
  const auto same = [&](const ir::TargetSettings& s) { return s.target == target; };
  auto found = std::find_if(policy.targets.begin(), policy.targets.end(), same);
  if (found == policy.targets.end()) {
    policy.targets.push_back({std::string(target), {}, {}, {}});
    found = std::prev(policy.targets.end());
  }
  found->options[std::string(name)] = {std::string(value), {}};
}

}  // namespace sgc::workloads
