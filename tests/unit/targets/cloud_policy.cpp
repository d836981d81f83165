#include "tests/unit/targets/cloud_policy.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/net/parse_address.h"
#include "compiler/support/assert.h"

namespace sgc::test {
namespace {

constexpr std::uint32_t kLineLength = 10;
constexpr std::uint32_t kLines = 20000;

template <class Use>
void for_each_word(std::string_view list, Use use) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) use(word);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

AddressSet one(std::string_view word) {
  if (word == "any") return AddressSet::any();
  if (word == "any4") return AddressSet::any(Family::V4);
  if (word == "any6") return AddressSet::any(Family::V6);
  const ParsedAddress parsed = parse_address(word);
  SGC_ASSERT(parsed.ok(), "a test names an address that is none: " + std::string(word));
  return AddressSet::of(parsed.range);
}

}  // namespace

AddressSet addresses(std::string_view text) {
  AddressSet set;
  for_each_word(text, [&](std::string_view word) { set = unite(set, one(word)); });
  return set;
}

ServiceSet tcp(std::uint16_t port) { return tcp(port, port); }
ServiceSet tcp(std::uint16_t first, std::uint16_t last) {
  return ServiceSet::ports(protocol::kTcp, kAllPorts, {first, last});
}
ServiceSet udp(std::uint16_t port) { return ServiceSet::ports(protocol::kUdp, kAllPorts, {port, port}); }
ServiceSet ping() {
  return unite(ServiceSet::icmp(Family::V4, {8, 8}, kAllIcmp), ServiceSet::icmp(Family::V6, {128, 128}, kAllIcmp));
}

PolicyBuilder::PolicyBuilder() {
  std::string text;
  for (std::uint32_t i = 0; i < kLines; ++i) text += "........ \n";
  file_ = sources.add("policy.sg", std::move(text));
}

Span PolicyBuilder::next_line() {
  const std::uint32_t begin = lines_++ * kLineLength;
  SGC_ASSERT(lines_ < kLines, "a test's policy has too many lines");
  return {file_, begin, begin + kLineLength - 2};
}

ir::PointId PolicyBuilder::add(ir::Point point) {
  point.span = next_line();
  point.declaration = point.span;
  point.inbound.span = point.outbound.span = point.span;
  point.inbound.otherwise.span = point.outbound.otherwise.span = point.span;
  point.members = policy.whos.intern({{{}}, {}, point.addresses, true});
  policy.points.push_back(std::move(point));
  return {static_cast<std::uint32_t>(policy.points.size() - 1)};
}

ir::PointId PolicyBuilder::group(std::string name, std::string_view members) {
  ir::Point point;
  point.name = std::move(name);
  point.part = ir::SecurityGroupPart{};
  point.addresses = policy.sets.addresses.intern(addresses(members));
  return add(std::move(point));
}

ir::PointId PolicyBuilder::external_group(std::string name, std::string_view members) {
  const ir::PointId id = group(std::move(name), members);
  std::get<ir::SecurityGroupPart>(policy.points[id.index].part).external = true;
  return id;
}

ir::PointId PolicyBuilder::balancer(std::string name, std::string_view vips, bool snat) {
  ir::LoadBalancerPart part;
  part.snat = snat;
  part.vips = policy.sets.addresses.intern(addresses(vips));
  part.addresses = policy.sets.addresses.intern({});
  part.seen_by_backends = part.vips;
  part.scheme = ir::LoadBalancerPart::Scheme::Public;
  ir::Point point;
  point.name = std::move(name);
  point.addresses = part.vips;
  point.part = std::move(part);
  return add(std::move(point));
}

ir::PointId PolicyBuilder::instance(std::string name, std::string_view where, std::initializer_list<ir::PointId> groups) {
  ir::Point point;
  point.name = std::move(name);
  point.part = ir::InstancePart{groups};
  point.addresses = policy.sets.addresses.intern(addresses(where));
  const ir::PointId id = add(std::move(point));
  for (const ir::PointId group : groups) {
    std::get<ir::SecurityGroupPart>(policy.points[group.index].part).instances.push_back(id);
  }
  return id;
}

ir::PointId PolicyBuilder::acl(std::string name, std::string_view subnets) {
  ir::Point point;
  point.name = std::move(name);
  point.addresses = policy.sets.addresses.intern(addresses(subnets));
  ir::AclPart part;
  part.subnets = point.addresses;
  point.part = part;
  return add(std::move(point));
}

ir::WhoId PolicyBuilder::who(std::string_view list) {
  ir::Who who;
  const AddressSet set = addresses(list);
  who.addresses = policy.sets.addresses.intern(set);
  ir::WhoItem item;
  if (set.is_any()) item.kind = ir::WhoItem::Kind::Any;
  item.addresses = who.addresses;
  who.items.push_back(item);
  return policy.whos.intern(std::move(who));
}

ir::WhoId PolicyBuilder::any() {
  ir::Who who;
  who.addresses = policy.sets.addresses.intern(AddressSet::any());
  ir::WhoItem item;
  item.kind = ir::WhoItem::Kind::Any;
  item.addresses = who.addresses;
  who.items.push_back(item);
  who.written = false;
  return policy.whos.intern(std::move(who));
}

ir::WhoId PolicyBuilder::point(ir::PointId id) {
  ir::WhoItem item;
  item.kind = ir::WhoItem::Kind::Point;
  item.point = id;
  item.addresses = policy.point(id).addresses;
  policy.points[id.index].used = true;
  return policy.whos.intern({{item}, {}, item.addresses, true});
}

ir::WhoId PolicyBuilder::self(ir::PointId id) {
  ir::Who who = policy.whos[point(id)];
  who.items.front().self = true;
  return policy.whos.intern(std::move(who));
}

ir::Rule& PolicyBuilder::add(ir::PointId at, ir::Direction direction, ir::Rule rule) {
  rule.declared_in = at;
  rule.span = next_line();
  auto& rules = policy.points[at.index].list(direction).rules;
  rules.push_back(rule);
  return rules.back();
}

ir::Rule& PolicyBuilder::inbound(ir::PointId at, ir::Verdict verdict, const ServiceSet& services, ir::WhoId from) {
  ir::Rule rule;
  rule.source = from;
  rule.destination = any();
  rule.service = policy.sets.services.intern(services);
  rule.verdict = verdict;
  return add(at, ir::Direction::Inbound, rule);
}

ir::Rule& PolicyBuilder::outbound(ir::PointId at, ir::Verdict verdict, const ServiceSet& services, ir::WhoId to) {
  ir::Rule rule;
  rule.source = any();
  rule.destination = to;
  rule.service = policy.sets.services.intern(services);
  rule.verdict = verdict;
  return add(at, ir::Direction::Outbound, rule);
}

void PolicyBuilder::blacklist(std::string name, std::string_view deny, std::initializer_list<ir::PointId> on) {
  ir::Blacklist blacklist;
  blacklist.name = std::move(name);
  blacklist.who = who(deny);
  blacklist.services = policy.sets.services.intern(ServiceSet::all());
  blacklist.on = on;
  blacklist.span = next_line();
  policy.blacklists.push_back(blacklist);
  for (const ir::PointId at : on) {
    ir::Rule rule;
    rule.source = blacklist.who;
    rule.destination = any();
    rule.service = blacklist.services;
    rule.origin = ir::Origin::Blacklist;
    rule.declared_in = at;
    rule.blacklist = {static_cast<std::uint32_t>(policy.blacklists.size() - 1)};
    rule.span = blacklist.span;
    auto& rules = policy.points[at.index].inbound.rules;
    const auto end = std::find_if(rules.begin(), rules.end(),
                                  [](const ir::Rule& r) { return r.origin != ir::Origin::Blacklist; });
    rules.insert(end, rule);
  }
}

void PolicyBuilder::listener(ir::PointId balancer, std::string name, std::uint16_t port, ir::PointId backend,
                             std::uint16_t backend_port, std::string_view from) {
  auto& part = std::get<ir::LoadBalancerPart>(policy.points[balancer.index].part);
  ir::Listener listener;
  listener.name = std::move(name);
  listener.protocol = "tcp";
  listener.port = port;
  listener.backend = backend;
  listener.backend_port = backend_port;
  listener.from = who(from);
  listener.health_protocol = "tcp";
  listener.health_port = backend_port;
  part.listeners.push_back(listener);
  const auto index = static_cast<std::uint32_t>(part.listeners.size() - 1);

  const auto mark = [&](ir::Rule& rule) {
    rule.origin = ir::Origin::Listener;
    rule.declared_in = balancer;
    rule.listener = index;
    rule.listener_of = balancer;
  };
  mark(inbound(balancer, ir::Verdict::Allow, tcp(port), who(from)));
  mark(outbound(balancer, ir::Verdict::Allow, tcp(backend_port), point(backend)));
  const bool snat = policy.point(balancer).load_balancer()->snat;
  if (!snat) mark(inbound(backend, ir::Verdict::Allow, tcp(backend_port), who(from)));
  mark(inbound(backend, ir::Verdict::Allow, tcp(backend_port), point(balancer)));
}

ir::RuleNotes& PolicyBuilder::notes(ir::Rule& rule) {
  rule.notes = static_cast<std::uint32_t>(policy.notes.size());
  return policy.notes.emplace_back();
}

ir::TargetSettings& PolicyBuilder::target(std::string_view name) {
  for (ir::TargetSettings& settings : policy.targets) {
    if (settings.target == name) return settings;
  }
  ir::TargetSettings& settings = policy.targets.emplace_back();
  settings.target = name;
  return settings;
}

void PolicyBuilder::option(std::string_view target_name, std::string_view name, std::string value) {
  target(target_name).options[std::string(name)] = {std::move(value), next_line()};
}

void PolicyBuilder::bind(std::string_view target_name, std::string_view name, std::string id) {
  target(target_name).bindings[std::string(name)] = {std::move(id), next_line()};
}

void PolicyBuilder::quota(std::string_view target_name, std::string_view name, std::int64_t value) {
  target(target_name).quotas[std::string(name)] = {value, next_line()};
}

const ir::Policy& PolicyBuilder::done() {
  for (ir::Point& point : policy.points) {
    if (point.instance() == nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) {
      std::vector<ir::Rule> blacklists = point.list(direction).rules;
      std::vector<ir::Rule> rest;
      std::set<std::uint32_t> known;
      for (const ir::Rule& rule : blacklists) known.insert(rule.blacklist.index);
      bool all_allow = true;
      for (const ir::PointId id : point.instance()->groups) {
        const ir::RuleList& list = policy.point(id).list(direction);
        all_allow = all_allow && list.otherwise.verdict == ir::Verdict::Allow;
        for (const ir::Rule& rule : list.rules) {
          if (rule.origin != ir::Origin::Blacklist) {
            rest.push_back(rule);
          } else if (known.insert(rule.blacklist.index).second) {
            blacklists.push_back(rule);
          }
        }
      }
      std::stable_sort(blacklists.begin(), blacklists.end(), [](const ir::Rule& a, const ir::Rule& b) {
        return a.blacklist.index < b.blacklist.index;
      });
      blacklists.insert(blacklists.end(), rest.begin(), rest.end());
      point.list(direction).rules = std::move(blacklists);
      point.list(direction).otherwise.verdict = all_allow ? ir::Verdict::Allow : ir::Verdict::Deny;
    }
  }
  return policy;
}

}  // namespace sgc::test
