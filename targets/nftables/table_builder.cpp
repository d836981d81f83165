#include "targets/nftables/table_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "targets/nftables/names.h"

namespace sgc::nftables {
namespace {

// Addresses without a name are written out up to this many.
constexpr std::size_t kMostInlineRanges = 8;

// From this many rules on every set has a name: the kernel takes time quadratic in the number of nameless ones
// (3,750 of them: two seconds).
constexpr std::size_t kRulesThatNameEverything = 256;

std::size_t range_count(const AddressSet& set, Family family) {
  return family == Family::V4 ? set.v4().size() : set.v6().size();
}

std::string_view suffix(Family family) { return family == Family::V4 ? ".v4" : ".v6"; }

std::size_t rule_count(const ir::Point& point) { return point.inbound.rules.size() + point.outbound.rules.size(); }

}  // namespace

TableBuilder::TableBuilder(const ir::Policy& policy, Services& services, Model& model)
    : policy_(policy),
      services_(services),
      model_(model),
      name_everything_(rule_count(*model.point) >= kRulesThatNameEverything) {}

AddressTest TableBuilder::address_test(ir::WhoId who, Family family, bool source) {
  const std::uint64_t key = std::uint64_t{who.index} << 2U | (family == Family::V4 ? 0U : 2U) | (source ? 1U : 0U);
  const auto [known, fresh] = tests_.try_emplace(key);
  if (!fresh) return known->second;

  const ir::Who& meant = policy_.whos[who];
  const AddressSet& addresses = policy_.addresses(meant.addresses);
  AddressTest test;
  if (!addresses.is_any(family)) {
    const std::size_t ranges = range_count(addresses, family);
    const bool written_out = all_literal(meant) && (ranges == 1 || (ranges <= kMostInlineRanges && !name_everything_));
    test = written_out ? AddressTest{AddressTest::Kind::Inline, meant.addresses.index}
                       : AddressTest{AddressTest::Kind::Named, named_addresses(who, family, source)};
  }
  return tests_[key] = test;
}

Index TableBuilder::named_addresses(ir::WhoId who, Family family, bool source) {
  const ir::Who& meant = policy_.whos[who];
  const std::string base = name_of(policy_, meant, source);
  for (unsigned attempt = 1;; ++attempt) {
    const std::string number = attempt == 1 ? std::string() : fmt::format(".{}", attempt);
    std::string name = fmt::format("{}{}{}", base, number, suffix(family));
    const auto [known, fresh] = address_sets_.try_emplace(name, static_cast<Index>(model_.address_sets.size()));
    if (fresh) model_.address_sets.push_back({std::move(name), family, meant.addresses});
    if (model_.address_sets[known->second].addresses == meant.addresses) return known->second;
  }
}

Index TableBuilder::named_numbers(const Numbers& numbers, NumberSetDecl::Type type) {
  if (!name_everything_ || numbers.size() < 2) return kNoIndex;

  const auto [known, fresh] = number_sets_[static_cast<std::size_t>(type)].try_emplace(
      numbers, static_cast<Index>(model_.number_sets.size()));
  if (fresh) {
    std::string name = type == NumberSetDecl::Type::Ports ? name_of_ports(numbers) : name_of_protocols(numbers);
    model_.number_sets.push_back({std::move(name), type, numbers});
  }
  return known->second;
}

Index TableBuilder::service_test(Index part) {
  const auto [known, fresh] = service_tests_.try_emplace(part, static_cast<Index>(model_.services.size()));
  if (fresh) {
    const ServicePart& said = services_.part(part);
    ServiceTest test{part, kNoIndex, kNoIndex, kNoIndex};
    test.protocols = named_numbers(said.protocols, NumberSetDecl::Type::Protocols);
    if (said.kind == ServicePart::Kind::Ports) {
      test.a = named_numbers(said.a, NumberSetDecl::Type::Ports);
      test.b = named_numbers(said.b, NumberSetDecl::Type::Ports);
    }
    model_.services.push_back(test);
  }
  return known->second;
}

Index TableBuilder::effect(Effect effect) {
  std::vector<Index>& with_prefix = effects_[effect.prefix];
  for (const Index index : with_prefix) {
    if (model_.effects[index] == effect) return index;
  }
  with_prefix.push_back(static_cast<Index>(model_.effects.size()));
  model_.effects.push_back(std::move(effect));
  return with_prefix.back();
}

Index TableBuilder::effect_chain(Index effect) {
  if (model_.effects[effect].chain != kNoIndex) return model_.effects[effect].chain;

  const ir::Verdict verdict = model_.effects[effect].verdict;
  const std::string_view end = model_.effects[effect].log ? ".log" : ".all";
  Statements lines;
  add_line(lines, {}, services_.everything(), effect);
  const Index chain = add_chain(fmt::format("{}{}", to_string(verdict), end), ir::Direction::Inbound,
                                Line::Scope::BothFamilies, std::move(lines));
  return model_.effects[effect].chain = chain;
}

Index TableBuilder::add_exceptions(std::string name, ir::Direction direction, Line::Scope sees, Statements statements,
                                   Index effect) {
  Effect guarded = model_.effects[effect];
  guarded.chain = add_chain(std::move(name), direction, sees, std::move(statements));
  guarded.only_by_chain = true;
  model_.effects.push_back(std::move(guarded));
  return static_cast<Index>(model_.effects.size() - 1);
}

void TableBuilder::add_line(Statements& to, const LineTests& tests, Index part, Index effect, Index rule) {
  const auto add = [&](Index one_part) {
    to.emplace_back(Line{tests.scope, tests.source, tests.destination, service_test(one_part), effect, rule});
  };

  // TCP is refused by a reset and everything else by a message: one line each.
  const ServicePart& said = services_.part(part);
  const Effect& done = model_.effects[effect];
  const bool two_answers =
      done.verdict == ir::Verdict::Reject && !done.only_by_chain && said.may_be_tcp() && !said.only_tcp();
  if (!two_answers) return add(part);
  const auto [tcp, rest] = services_.split_at_tcp(part);
  add(tcp);
  add(rest);
}

Index TableBuilder::add_chain(std::string name, ir::Direction direction, Line::Scope sees, Statements statements) {
  Chain chain;
  chain.name = unique(std::move(name), chain_names_);
  chain.direction = direction;
  chain.sees = sees;
  chain.statements = std::move(statements);
  model_.chains.push_back(std::move(chain));
  return static_cast<Index>(model_.chains.size() - 1);
}

std::string TableBuilder::unique(std::string name, Names& taken) {
  const auto [known, fresh] = taken.try_emplace(name, 1U);
  while (!fresh) {
    std::string numbered = fmt::format("{}.{}", name, ++known->second);
    if (taken.try_emplace(numbered, 1U).second) return numbered;
  }
  return name;
}

}  // namespace sgc::nftables
