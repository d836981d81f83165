#include "tests/bench/generate/rule_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/net/prefix.h"

namespace sgc::generate {
namespace {

std::string group_name(std::uint32_t group) { return fmt::format("g{}", group); }
std::string service_name(std::uint32_t service) { return fmt::format("s{}", service); }

template <class Use>
void for_each_range(const AddressSet& set, Use use) {
  for (const RangeV4& range : set.v4()) use(AddressRange{Family::V4, range.first, range.last});
  for (const RangeV6& range : set.v6()) use(AddressRange{Family::V6, range.first, range.last});
}

std::string group_text(const AddressSet& set) {
  if (set.is_any()) return "any";
  std::string text;
  for_each_range(set, [&](const AddressRange& range) {
    if (!text.empty()) text += ", ";
    text += to_string(range);
  });
  return text;
}

// The items of a service set as the body of a declaration.
std::string service_text(const ServiceSet& services) {
  std::string text = to_string(services);
  std::replace(text.begin(), text.end(), ';', ' ');
  return text;
}

std::size_t count_prefixes(const AddressSet& set) {
  std::size_t count = 0;
  for (const RangeV4& range : set.v4()) for_each_prefix(range, [&](PrefixV4) { ++count; });
  for (const RangeV6& range : set.v6()) for_each_prefix(range, [&](PrefixV6) { ++count; });
  return count;
}

ir::WhoId who_of(ir::Policy& policy, const AddressSet& set) {
  ir::Who who;
  who.addresses = policy.sets.addresses.intern(set);
  ir::WhoItem item;
  item.kind = set.is_any() ? ir::WhoItem::Kind::Any : ir::WhoItem::Kind::Addresses;
  item.addresses = who.addresses;
  who.items.push_back(item);
  return policy.whos.intern(std::move(who));
}

}  // namespace

std::uint32_t RuleSet::add_group(AddressSet set) {
  groups.push_back(std::move(set));
  return static_cast<std::uint32_t>(groups.size() - 1);
}

std::uint32_t RuleSet::add_service(ServiceSet set) {
  services.push_back(std::move(set));
  return static_cast<std::uint32_t>(services.size() - 1);
}

ir::Policy to_policy(const RuleSet& rules) {
  ir::Policy policy;
  std::vector<ir::WhoId> whos;
  for (const AddressSet& group : rules.groups) whos.push_back(who_of(policy, group));
  std::vector<ir::ServiceSetId> services;
  for (const ServiceSet& service : rules.services) services.push_back(policy.sets.services.intern(service));

  ir::Point point;
  point.name = "generated";
  point.part = ir::SecurityGroupPart{};
  point.inbound.otherwise.verdict = rules.otherwise;
  point.inbound.rules.reserve(rules.rules.size());
  for (const RuleSet::Rule& rule : rules.rules) {
    ir::Rule made;
    made.source = whos[rule.source];
    made.destination = whos[rule.destination];
    made.service = services[rule.service];
    made.verdict = rule.verdict;
    point.inbound.rules.push_back(made);
  }
  policy.points.push_back(std::move(point));
  return policy;
}

std::string to_text(const RuleSet& rules) {
  std::string text;
  for (std::uint32_t group = 0; group < rules.groups.size(); ++group) {
    const auto feed = std::find_if(rules.feeds.begin(), rules.feeds.end(),
                                   [&](const RuleSet::Feed& f) { return f.group == group; });
    const std::string body =
        feed == rules.feeds.end() ? group_text(rules.groups[group]) : fmt::format("file \"{}\"", feed->file);
    text += fmt::format("group {} {{ {} }}\n", group_name(group), body);
  }
  for (std::uint32_t service = 0; service < rules.services.size(); ++service) {
    text += fmt::format("service {} {{ {} }}\n", service_name(service), service_text(rules.services[service]));
  }
  text += "securitygroup generated {\n  inbound {\n";
  for (const RuleSet::Rule& rule : rules.rules) {
    text += fmt::format("    {} {} from {} to {}\n", to_string(rule.verdict), service_name(rule.service),
                        group_name(rule.source), group_name(rule.destination));
  }
  text += fmt::format("    default {}\n  }}\n}}\n", to_string(rules.otherwise));
  return text;
}

std::string feed_text(const AddressSet& set) {
  std::string text;
  for_each_range(set, [&](const AddressRange& range) { text += to_string(range) + "\n"; });
  return text;
}

double count_boxes(const RuleSet& rules) {
  std::vector<double> prefixes;
  for (const AddressSet& group : rules.groups) prefixes.push_back(static_cast<double>(count_prefixes(group)));
  double boxes = 0;
  for (const RuleSet::Rule& rule : rules.rules) {
    // One family's boxes: services are written for both.
    const double services = static_cast<double>(rules.services[rule.service].restricted_to(Family::V4).boxes().size());
    boxes += prefixes[rule.source] * prefixes[rule.destination] * services;
  }
  return boxes;
}

}  // namespace sgc::generate
