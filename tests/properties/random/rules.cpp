#include "tests/properties/random/rules.h"

#include <fmt/format.h>

#include <optional>

#include "tests/properties/random/services.h"
#include "tests/properties/random/whos.h"
#include "tests/properties/random/words.h"

namespace sgc::properties {
namespace {

std::string verdict(Draft& draft) {
  switch (draft.dice.below(draft.options.reject ? 5 : 4)) {
    case 0:
    case 1: return "allow";
    case 2:
    case 3: return "deny";
    default: return "reject";
  }
}

std::vector<Family> shared_families(const AddressSet& one, const AddressSet& other) {
  std::vector<Family> shared;
  for (const Family family : kFamilies) {
    if (!one.empty(family) && !other.empty(family)) shared.push_back(family);
  }
  return shared;
}

std::string options(Draft& draft) {
  Dice& dice = draft.dice;
  std::string written = maybe_log(draft);
  if (dice.one_in(4)) written += " comment " + text(draft);
  if (dice.one_in(8)) written += " owner " + text(draft);
  if (dice.one_in(8)) written += " ticket " + text(draft);
  if (dice.one_in(8)) written += fmt::format(" expires {}-{:02}-{:02}", 2991 + dice.below(9), 1 + dice.below(12), 1 + dice.below(28));
  if (dice.one_in(8)) written += " ignore SGC3004 " + text(draft);
  return written;
}

struct Rule {
  std::string text;
  MeantRule meant;
};

// One try at a rule; nothing where the two sides came out without a family in common.
std::optional<Rule> try_rule(Draft& draft, Way way, const AddressSet& self) {
  const WhoWishes wishes{.self = &self};
  const Who far = any_who(draft, wishes);
  const bool has_near = draft.options.near_sides && draft.dice.one_in(3);
  const Who near = has_near ? any_who(draft, wishes) : Who{"", AddressSet::any()};

  const std::vector<Family> shared = shared_families(far.set, near.set);
  if (shared.empty()) return std::nullopt;

  const What what = any_what(draft, shared);
  const Who& from = way == Way::Inbound ? far : near;
  const Who& to = way == Way::Inbound ? near : far;
  const std::string word = verdict(draft);
  return Rule{word + " " + what.text + (from.text.empty() ? "" : " from " + from.text) +
                  (to.text.empty() ? "" : " to " + to.text) + options(draft),
              {word, what.set, from.set, to.set}};
}

Rule rule(Draft& draft, Way way, const AddressSet& self) {
  while (true) {
    if (auto made = try_rule(draft, way, self)) return *std::move(made);
  }
}

std::string default_statement(Draft& draft) {
  std::string written = "default " + verdict(draft) + maybe_log(draft);
  if (draft.dice.one_in(4)) written += " comment " + text(draft);
  return written;
}

}  // namespace

std::string maybe_log(Draft& draft) {
  constexpr std::size_t kLongestPrefix = 20;
  if (!draft.options.logs || !draft.dice.one_in(6)) return "";
  return draft.dice.one_in(2) ? " log" : " log " + short_text(draft, kLongestPrefix);
}

std::string rule_block(Draft& draft, const std::string& point, Way way, const AddressSet& self) {
  std::string block = way == Way::Inbound ? "  inbound {\n" : "  outbound {\n";
  for (std::size_t i = draft.dice.below(draft.options.rules + 1); i > 0; --i) {
    Rule made = rule(draft, way, self);
    block += "    " + made.text + (draft.dice.one_in(8) ? "  # checked\n" : "\n");
    draft.rules[{point, way}].push_back(std::move(made.meant));
  }
  if (draft.dice.one_in(2)) block += "    " + default_statement(draft) + "\n";
  return block + "  }\n";
}

}  // namespace sgc::properties
