#include "targets/iptables/lines.h"

#include <algorithm>

#include "compiler/net/protocol.h"
#include "compiler/support/assert.h"
#include "targets/host/lists.h"
#include "targets/iptables/names.h"

namespace sgc::iptables {
namespace {

constexpr std::size_t kMostPortsInLine = 15;  // of multiport; a range counts two

// The numbers in portions that multiport takes. One portion that is empty where every number will do.
std::vector<Numbers> portions(const Numbers& ports) {
  std::vector<Numbers> all(1);
  std::size_t room = kMostPortsInLine;
  for (const NumberRange& range : ports) {
    const std::size_t needed = range.first == range.last ? 1 : 2;
    if (needed > room) {
      all.emplace_back();
      room = kMostPortsInLine;
    }
    all.back().push_back(range);
    room -= needed;
  }
  return all;
}

void append_port_tests(const host::ServicePart& part, std::uint8_t protocol, std::vector<ServiceTest>& tests) {
  for (const Numbers& source : portions(part.a)) {
    for (const Numbers& destination : portions(part.b)) {
      tests.push_back({ServiceTest::Kind::Ports, protocol, source, destination, 0, std::nullopt});
    }
  }
}

void append_icmp_tests(const host::ServicePart& part, std::vector<ServiceTest>& tests) {
  const std::uint8_t protocol = part.family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6;
  for (const NumberRange& types : part.a) {
    // To iptables type 255 is any type.
    SGC_ASSERT(types.last < kMaxIcmp, "types of the language are 0 to 254");
    for (unsigned type = types.first; type <= types.last; ++type) {
      ServiceTest test{ServiceTest::Kind::Icmp, protocol, {}, {}, static_cast<std::uint8_t>(type), std::nullopt};
      if (part.b.empty()) tests.push_back(test);
      for (const NumberRange& codes : part.b) {
        for (unsigned code = codes.first; code <= codes.last; ++code) {
          test.code = static_cast<std::uint8_t>(code);
          tests.push_back(test);
        }
      }
    }
  }
}

std::vector<ServiceTest> tests_for(const host::ServicePart& part) {
  using Kind = host::ServicePart::Kind;
  std::vector<ServiceTest> tests;
  if (part.kind == Kind::Icmp) {
    SGC_ASSERT(!part.a.empty(), "a code is asked of some types only");
    append_icmp_tests(part, tests);
    return tests;
  }
  for (const NumberRange& range : part.protocols) {
    // To iptables protocol 0 is every protocol.
    SGC_ASSERT(range.first != 0, "protocol 0 is only part of `all`");
    for (unsigned protocol = range.first; protocol <= range.last; ++protocol) {
      const auto number = static_cast<std::uint8_t>(protocol);
      if (part.kind == Kind::Ports) {
        append_port_tests(part, number, tests);
      } else {
        tests.push_back({ServiceTest::Kind::Protocol, number, {}, {}, 0, std::nullopt});
      }
    }
  }
  return tests;
}

Action plain_action(ir::Verdict verdict, bool tcp) {
  switch (verdict) {
    case ir::Verdict::Allow: return {Action::Kind::Accept, kNoIndex};
    case ir::Verdict::Deny: return {Action::Kind::Drop, kNoIndex};
    case ir::Verdict::Reject: return {tcp ? Action::Kind::RejectReset : Action::Kind::RejectProhibited, kNoIndex};
  }
  return {};
}

}  // namespace

void LineMaker::append_rule(const ir::Rule& rule, const Effect& effect, ir::Direction direction, Family family,
                            std::vector<Line>& lines) {
  if (!host::matches_family(policy_, rule, family)) return;

  Line line;
  line.source = address_test(rule.source, family);
  line.destination = address_test(rule.destination, family);
  line.rule = effect.rule;
  const bool logs = effect.log_prefix != kNoIndex;
  if (logs) line.action = {Action::Kind::Goto, log_chain(effect, direction, family)};

  const auto append = [&](Index service, bool tcp) {
    line.service = service;
    if (!logs) line.action = plain_action(effect.verdict, tcp);
    lines.push_back(line);
  };
  for (const Index part : services_.parts(rule.service, family)) {
    if (services_.part(part).kind != host::ServicePart::Kind::All) {
      for (const Index test : tests_of(part)) append(test, model_.services[test].protocol == protocol::kTcp);
      continue;
    }
    const bool answers_tcp_apart = effect.verdict == ir::Verdict::Reject && !logs;
    if (answers_tcp_apart) append(service({ServiceTest::Kind::Protocol, protocol::kTcp, {}, {}, 0, std::nullopt}), true);
    append(kNoIndex, false);
  }
}

void LineMaker::append_everything(const Effect& effect, std::vector<Line>& lines) {
  Line line;
  line.rule = effect.rule;
  if (effect.log_prefix != kNoIndex) {
    line.action = {Action::Kind::Log, effect.log_prefix};
    lines.push_back(line);
  }
  if (effect.verdict == ir::Verdict::Reject) {
    line.service = service({ServiceTest::Kind::Protocol, protocol::kTcp, {}, {}, 0, std::nullopt});
    line.action = plain_action(effect.verdict, true);
    lines.push_back(line);
  }
  line.service = kNoIndex;
  line.action = plain_action(effect.verdict, false);
  lines.push_back(line);
}

// One chain for each rule that logs, so that its rate holds for all its lines together.
Index LineMaker::log_chain(const Effect& effect, ir::Direction direction, Family family) {
  const Index chain = add_chain(direction, family);
  std::vector<Line> lines;
  append_everything(effect, lines);
  Statements& statements = table(family).chains[chain].statements;
  statements.insert(statements.end(), lines.begin(), lines.end());
  return chain;
}

Index LineMaker::add_chain(ir::Direction direction, Family family) {
  std::vector<Chain>& chains = table(family).chains;
  const std::size_t number = ++chain_numbers_[static_cast<std::size_t>(family)];
  chains.push_back({helper_chain(model_.point->name, direction, number), direction, {}});
  return static_cast<Index>(chains.size() - 1);
}

AddressTest LineMaker::address_test(ir::WhoId who, Family family) {
  const AddressSet& addresses = policy_.addresses(who);
  if (addresses.is_any(family)) return {};
  const std::size_t ranges = family == Family::V4 ? addresses.v4().size() : addresses.v6().size();
  if (ranges == 1) return {AddressTest::Kind::Range, policy_.whos[who].addresses.index};
  return {AddressTest::Kind::Set, set_of(who, family)};
}

Index LineMaker::set_of(ir::WhoId id, Family family) {
  const ir::Who& who = policy_.whos[id];
  const auto [known, fresh] = sets_.try_emplace({who.addresses.index, family}, static_cast<Index>(model_.sets.size()));
  if (!fresh) return known->second;

  const std::string label = label_of(policy_, who);
  std::string name;
  for (unsigned salt = 0; name.empty() || !set_names_.insert(name).second; ++salt) {
    name = set_name(model_.point->name, label, policy_.sets.addresses[who.addresses], family, salt);
  }
  model_.sets.push_back({std::move(name), family, who.addresses, said_of(policy_, who)});
  return known->second;
}

const std::vector<Index>& LineMaker::tests_of(Index part) {
  const auto [known, fresh] = tests_by_part_.try_emplace(part);
  if (fresh) {
    for (ServiceTest& test : tests_for(services_.part(part))) known->second.push_back(service(std::move(test)));
  }
  return known->second;
}

Index LineMaker::service(ServiceTest test) {
  const auto [known, fresh] = service_index_.try_emplace(test, static_cast<Index>(model_.services.size()));
  if (fresh) model_.services.push_back(std::move(test));
  return known->second;
}

Index LineMaker::log_prefix(std::string quoted) {
  model_.log_prefixes.push_back(std::move(quoted));
  return static_cast<Index>(model_.log_prefixes.size() - 1);
}

Index LineMaker::prefix(Prefix prefix) {
  model_.prefixes.push_back(prefix);
  return static_cast<Index>(model_.prefixes.size() - 1);
}

}  // namespace sgc::iptables
