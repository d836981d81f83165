#include "tests/bench/generate/enterprise.h"

#include "compiler/net/prefix.h"
#include "tests/bench/generate/random.h"

namespace sgc::generate {
namespace {

constexpr std::uint32_t kSites = 200;
constexpr std::uint32_t kNetworksOfSite = 64;
constexpr std::uint32_t kServices = 400;
constexpr std::uint16_t kPorts[] = {22,   25,   53,   80,   123,  135,  139,  161,  389,  443,  445,   636,  993,
                                    1433, 1521, 3306, 3389, 5432, 5671, 6379, 8080, 8443, 9092, 9200, 27017};

// A site is 10.S.0.0/16, a network of it 10.S.N.0/24.
PrefixV4 site(std::uint32_t number) { return {10U << 24U | number << 16U, 16}; }
PrefixV4 network(std::uint32_t of_site, std::uint32_t number) { return {site(of_site).first | number << 8U, 24}; }

class Firm {
 public:
  explicit Firm(const EnterpriseOptions& options) : options_(options), random_(options.seed * 7919) {}

  RuleSet make();

 private:
  AddressSet make_group();
  AddressSet hosts();
  AddressSet networks();
  AddressSet sites();
  AddressSet set_of(const std::vector<PrefixV4>& prefixes) const;
  ServiceSet make_service();
  NumberRange make_ports();
  RuleSet::Rule copy_of(RuleSet& rules);

  PrefixV4 some_network() { return network(random_.skewed(kSites), random_.skewed(kNetworksOfSite)); }
  PrefixV4 host_in(const PrefixV4& in) { return {in.first | random_.between(1, 250), 32}; }

  EnterpriseOptions options_;
  Random random_;
};

// The same addresses in IPv6 behind fd00::/96.
AddressSet Firm::set_of(const std::vector<PrefixV4>& prefixes) const {
  constexpr u128 kUniqueLocal = u128{0xFD} << 120U;
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  for (const PrefixV4& prefix : prefixes) {
    const RangeV4 range = prefix.range();
    v4.push_back(range);
    v6.push_back({kUniqueLocal | range.first, kUniqueLocal | range.last});
  }
  return options_.family == Family::V4 ? AddressSet::from_ranges(std::move(v4), {})
                                       : AddressSet::from_ranges({}, std::move(v6));
}

AddressSet Firm::hosts() {
  const bool local = random_.percent(50);
  const PrefixV4 home = some_network();
  std::vector<PrefixV4> members;
  for (std::uint32_t count = 1 + random_.skewed(80); count-- > 0;) {
    members.push_back(host_in(local ? home : some_network()));
  }
  return set_of(members);
}

AddressSet Firm::networks() {
  std::vector<PrefixV4> members;
  for (std::uint32_t count = 1 + random_.skewed(16); count-- > 0;) {
    const PrefixV4 around = some_network();
    const unsigned length = random_.percent(25) ? 25U : random_.percent(33) ? 23U : 24U;
    members.push_back({around.first & ~PrefixV4::host_mask(length), length});
  }
  return set_of(members);
}

AddressSet Firm::sites() {
  std::vector<PrefixV4> members;
  for (std::uint32_t count = 1 + random_.skewed(4); count-- > 0;) members.push_back(site(random_.skewed(kSites)));
  return set_of(members);
}

AddressSet Firm::make_group() {
  const std::uint32_t kind = random_.below(100);
  if (kind < 60) return hosts();
  return kind < 88 ? networks() : sites();
}

NumberRange Firm::make_ports() {
  const std::uint32_t kind = random_.below(10);
  if (kind == 9) return {1024, kMaxPort};
  const bool known = kind < 7 && random_.percent(67);
  const auto port = known ? kPorts[random_.below(std::size(kPorts))]
                          : static_cast<std::uint16_t>(random_.between(1024, 61024));
  const std::uint32_t last = kind < 7 ? port : port + 1U + random_.below(500);
  return {port, static_cast<std::uint16_t>(last)};
}

ServiceSet Firm::make_service() {
  const std::uint8_t protocol = random_.percent(20) ? protocol::kUdp : protocol::kTcp;
  ServiceSet service;
  for (std::uint32_t count = random_.percent(67) ? 1 : 1 + random_.skewed(12); count-- > 0;) {
    service = unite(service, ServiceSet::ports(protocol, kAllPorts, make_ports()));
  }
  return service;
}

// What somebody copied from a rule above, with less in it and now and then the other verdict.
RuleSet::Rule Firm::copy_of(RuleSet& rules) {
  RuleSet::Rule rule = rules.rules[random_.below(rules.rules.size())];
  const AddressSet destination = rules.groups[rule.destination];
  const std::size_t ranges = destination.v4().size() + destination.v6().size();
  if (ranges > 1 && random_.percent(50)) {
    const std::size_t kept = 1 + random_.below(ranges - 1);
    const auto v4 = destination.v4().first(std::min(kept, destination.v4().size()));
    const auto v6 = destination.v6().first(std::min(kept, destination.v6().size()));
    rule.destination = rules.add_group(AddressSet::from_ranges({v4.begin(), v4.end()}, {v6.begin(), v6.end()}));
  }
  if (random_.percent(20)) {
    rule.verdict = rule.verdict == ir::Verdict::Allow ? ir::Verdict::Deny : ir::Verdict::Allow;
  }
  return rule;
}

RuleSet Firm::make() {
  RuleSet rules;
  const auto groups = static_cast<std::uint32_t>(options_.rules / 20 + 60);
  for (std::uint32_t i = 0; i < groups; ++i) rules.add_group(make_group());
  const std::uint32_t any = rules.add_group(AddressSet::any(options_.family));
  for (std::uint32_t i = 0; i < kServices; ++i) rules.add_service(make_service());
  const std::uint32_t wide[] = {rules.add_service(ServiceSet::of_protocol(protocol::kTcp)),
                                rules.add_service(ServiceSet::all()),
                                rules.add_service(ServiceSet::of_protocol(
                                    options_.family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6))};

  while (rules.rules.size() < options_.rules) {
    if (rules.rules.size() > 10 && random_.percent(3)) {
      rules.rules.push_back(copy_of(rules));
      continue;
    }
    RuleSet::Rule rule;
    rule.source = random_.percent(4) ? any : random_.skewed(groups);
    rule.destination = random_.percent(4) && rule.source != any ? any : random_.skewed(groups);
    rule.service = random_.percent(3) ? wide[random_.below(3)] : random_.skewed(kServices);
    rule.verdict = random_.percent(12) ? ir::Verdict::Deny : ir::Verdict::Allow;
    rules.rules.push_back(rule);
  }
  return rules;
}

}  // namespace

RuleSet make_enterprise(const EnterpriseOptions& options) { return Firm(options).make(); }

void put_blacklist_first(RuleSet& rules, AddressSet set) {
  RuleSet::Rule rule;
  rule.source = rules.add_group(std::move(set));
  rule.destination = rules.add_group(AddressSet::any());
  rule.service = rules.add_service(ServiceSet::all());
  rule.verdict = ir::Verdict::Deny;
  rules.feeds.push_back({rule.source, "blacklist.netset"});
  rules.rules.insert(rules.rules.begin(), rule);
}

}  // namespace sgc::generate
