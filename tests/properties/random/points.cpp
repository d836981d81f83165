#include "tests/properties/random/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/properties/random/rules.h"
#include "tests/properties/random/services.h"
#include "tests/properties/random/whos.h"
#include "tests/properties/random/words.h"

namespace sgc::properties {
namespace {

std::string block(const std::string& keyword, const std::string& name, std::vector<std::string> statements, Dice& dice) {
  for (std::size_t i = statements.size(); i > 1; --i) std::swap(statements[i - 1], statements[dice.below(i)]);
  std::string written = keyword + " " + name + " {\n";
  for (const std::string& statement : statements) written += statement;
  return written + "}\n";
}

// description, owner and tags, which every point takes.
void add_notes(Draft& draft, std::vector<std::string>& statements) {
  if (draft.dice.one_in(4)) statements.push_back("  description " + text(draft) + "\n");
  if (draft.dice.one_in(6)) statements.push_back("  owner " + text(draft) + "\n");
  if (draft.dice.one_in(6)) statements.push_back("  tags { team " + text(draft) + " env \"prod\" }\n");
}

void add_lists(Draft& draft, const Plan& point, std::vector<std::string>& statements) {
  const auto add = [&](Way way) { statements.push_back(rule_block(draft, point.name, way, point.addresses.set)); };
  if (!draft.dice.one_in(10)) add(Way::Inbound);
  if (draft.options.outbound && !draft.dice.one_in(3)) add(Way::Outbound);
}

// Lists add up when a statement is written twice.
void add_list_statement(const std::string& keyword, const Who& who, Dice& dice, std::vector<std::string>& statements) {
  const std::size_t comma = who.text.find(", ");
  if (comma == std::string::npos || !dice.one_in(4)) {
    statements.push_back("  " + keyword + " " + who.text + "\n");
    return;
  }
  statements.push_back("  " + keyword + " " + who.text.substr(0, comma) + "\n");
  statements.push_back("  " + keyword + " " + who.text.substr(comma + 2) + "\n");
}

std::string maybe_health(Draft& draft, bool needed) {
  if (!needed && !draft.dice.one_in(3)) return "";
  constexpr std::string_view kProtocols[] = {"tcp", "http", "https", "udp"};
  return fmt::format(" health {} {}", draft.dice.pick(std::span<const std::string_view>(kProtocols)), 9000 + draft.dice.below(3));
}

// A listener that takes IPv4 at least, which every point has.
std::string listener(Draft& draft, const std::string& name, std::uint16_t port, const Plan& backend) {
  constexpr std::string_view kProtocols[] = {"tcp", "udp", "http", "https", "tls"};
  const std::string_view protocol = draft.dice.pick(std::span<const std::string_view>(kProtocols));
  Who from = any_who(draft, {});
  while (from.set.empty(Family::V4)) from = any_who(draft, {});
  return fmt::format("  listener {} {} {} -> {} {} from {}{}\n", name, protocol, port, backend.name,
                     8000 + draft.dice.below(100), from.text, maybe_health(draft, protocol == "udp"));
}

std::string names_of(const std::vector<const Plan*>& points) {
  std::string names;
  for (const Plan* point : points) names += (names.empty() ? "" : ", ") + point->name;
  return names;
}

// Some of them, one at least, in any order.
std::vector<const Plan*> some_of(const std::vector<Plan>& points, Dice& dice) {
  std::vector<const Plan*> chosen;
  for (const Plan& point : points) chosen.push_back(&point);
  for (std::size_t i = chosen.size(); i > 1; --i) std::swap(chosen[i - 1], chosen[dice.below(i)]);
  chosen.resize(1 + dice.below(chosen.size()));
  return chosen;
}

}  // namespace

Plan plan(Draft& draft, Who addresses) {
  Plan made{new_name(draft), std::move(addresses)};
  draft.points.push_back({made.name, made.addresses.set});
  return made;
}

std::string security_group(Draft& draft, const Plan& point, const std::vector<std::string>& networks) {
  std::vector<std::string> statements;
  add_list_statement("members", point.addresses, draft.dice, statements);
  if (!networks.empty() && draft.dice.one_in(3)) {
    statements.push_back("  network " + draft.dice.pick(std::span<const std::string>(networks)) + "\n");
  }
  if (draft.dice.one_in(3)) statements.push_back(draft.dice.one_in(2) ? "  intra-group allow\n" : "  intra-group deny\n");
  add_lists(draft, point, statements);
  add_notes(draft, statements);
  return block("securitygroup", point.name, statements, draft.dice);
}

std::string load_balancer(Draft& draft, const Plan& point, const std::vector<Plan>& backends) {
  Dice& dice = draft.dice;
  const bool snat = dice.one_in(2);
  std::vector<std::string> statements{snat ? "  snat on\n" : "  snat off\n"};
  add_list_statement("vip", point.addresses, dice, statements);
  if (dice.one_in(2)) statements.push_back(dice.one_in(2) ? "  scheme public\n" : "  scheme internal\n");
  if (dice.one_in(3)) statements.push_back(!snat || dice.one_in(3) ? "  kind network\n" : dice.one_in(2) ? "  kind classic\n" : "  kind application\n");
  if (dice.one_in(4)) statements.push_back("  created 2017-03-01\n");

  // One port for each: two listeners of one wire protocol would clash on the same.
  for (std::size_t i = dice.below(4); i > 0; --i) {
    const Plan& backend = dice.pick(std::span<const Plan>(backends));
    statements.push_back(listener(draft, fmt::format("l{}", i), static_cast<std::uint16_t>(79 + i), backend));
  }
  add_lists(draft, point, statements);
  add_notes(draft, statements);
  return block("loadbalancer", point.name, statements, dice);
}

std::string instance(Draft& draft, const Plan& point, const std::vector<Plan>& groups) {
  std::vector<std::string> statements;
  add_list_statement("addresses", point.addresses, draft.dice, statements);
  statements.push_back("  groups " + names_of(some_of(groups, draft.dice)) + "\n");
  add_notes(draft, statements);
  return block("instance", point.name, statements, draft.dice);
}

std::string acl(Draft& draft, const Plan& point) {
  std::vector<std::string> statements;
  add_list_statement("subnets", point.addresses, draft.dice, statements);
  if (draft.dice.one_in(2)) statements.push_back("  derive\n");
  add_lists(draft, point, statements);
  add_notes(draft, statements);
  return block("acl", point.name, statements, draft.dice);
}

std::string network(Draft& draft, const Plan& point) {
  std::vector<std::string> statements{"  cidr " + point.addresses.text + "\n"};
  if (draft.dice.one_in(2)) statements.push_back(draft.dice.one_in(4) ? "  kind classic\n" : "  kind vpc\n");
  return block("network", point.name, statements, draft.dice);
}

std::string external_group(Draft& draft, const Plan& point) {
  return block("securitygroup", point.name, {"  external\n", "  members " + point.addresses.text + "\n"}, draft.dice);
}

std::string prefix_list(Draft& draft, const Plan& point) {
  return block("prefixlist", point.name, {"  external\n", "  members " + point.addresses.text + "\n"}, draft.dice);
}

std::string blacklist(Draft& draft, const std::vector<Plan>& points, AddressSet& on_all) {
  Dice& dice = draft.dice;
  const Who denied = any_who(draft, {.any = false, .except = false});
  std::vector<std::string> statements{"  deny " + denied.text + "\n"};
  AddressSet set = denied.set;
  const Who spared = any_who(draft, {.any = false, .except = false});
  if (dice.one_in(3) && !subtract(set, spared.set).empty()) {
    statements.push_back("  except " + spared.text + "\n");
    set = subtract(set, spared.set);
  }

  std::vector<Family> families;
  for (const Family family : kFamilies) {
    if (!set.empty(family)) families.push_back(family);
  }
  if (dice.one_in(3)) statements.push_back("  services " + any_what(draft, families).text + "\n");
  if (dice.one_in(2)) {
    statements.push_back("  on " + names_of(some_of(points, dice)) + "\n");
  } else {
    on_all = unite(on_all, set);
  }
  if (dice.one_in(2)) statements.push_back(draft.options.outbound && dice.one_in(2) ? "  direction both\n" : "  direction inbound\n");
  if (draft.options.logs && dice.one_in(4)) statements.push_back("  log \"blacklisted\"\n");
  if (draft.options.established_deny && dice.one_in(3)) statements.push_back("  established deny\n");
  return block("blacklist", new_name(draft), statements, dice);
}

}  // namespace sgc::properties
