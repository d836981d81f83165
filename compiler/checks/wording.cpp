#include "compiler/checks/wording.h"

#include <algorithm>

namespace sgc::checks {

std::string Wording::line(const Span& place, const Span& reader) const {
  if (place.file == reader.file) return fmt::format("line {}", sources_.line(place));
  return fmt::format("{}:{}", sources_.name(place.file), sources_.line(place));
}

std::string Wording::subject(const ir::Rule& rule) const {
  switch (rule.origin) {
    case ir::Origin::Written: return fmt::format("this {}", to_string(rule.verdict));
    case ir::Origin::Blacklist: return fmt::format("blacklist '{}'", policy_.blacklists[rule.blacklist.index].name);
    case ir::Origin::Listener:
    case ir::Origin::Health: {
      const auto& listeners = policy_.point(rule.listener_of).load_balancer()->listeners;
      const std::string_view of = rule.origin == ir::Origin::Health ? "the health check of " : "";
      return fmt::format("{}listener '{}'", of, listeners[rule.listener].name);
    }
    case ir::Origin::IntraGroup: return "`intra-group allow`";
    case ir::Origin::Derive: return "`derive`";
  }
  return {};
}

std::string Wording::doing(const ir::RuleList& list, std::size_t rule) const {
  if (rule < list.rules.size()) {
    const bool written = list.rules[rule].origin == ir::Origin::Written;
    const std::string who = written ? "this rule" : subject(list.rules[rule]);
    return fmt::format("{} {} it", who, does(list.rules[rule].verdict));
  }
  const std::string_view which = list.otherwise.written ? "this default" : "the default, which is not written,";
  return fmt::format("{} {} it", which, does(list.otherwise.verdict));
}

Span Wording::place(const ir::RuleList& list, std::size_t rule) {
  return rule < list.rules.size() ? list.rules[rule].span : list.otherwise.span;
}

std::string_view does(ir::Verdict verdict) {
  switch (verdict) {
    case ir::Verdict::Allow: return "allows";
    case ir::Verdict::Deny: return "denies";
    case ir::Verdict::Reject: return "rejects";
  }
  return {};
}

std::string_view done(ir::Verdict verdict) {
  switch (verdict) {
    case ir::Verdict::Allow: return "allowed";
    case ir::Verdict::Deny: return "denied";
    case ir::Verdict::Reject: return "rejected";
  }
  return {};
}

std::string fate(const ir::Packet& packet, ir::Verdict verdict) {
  return fmt::format("{} is {}", to_string(packet), done(verdict));
}

std::string percent(double share) {
  constexpr double kLeast = 0.01;
  constexpr double kMost = 0.99;
  if (share >= 1) return "100 %";
  if (share > kMost) return "over 99 %";
  if (share < kLeast) return share > 0 ? "under 1 %" : "0 %";
  return fmt::format("{:.0f} %", 100 * share);
}

std::string grouped(u128 number) {
  std::string digits;
  for (unsigned count = 0; number != 0 || count == 0; ++count, number /= 10) {
    if (count != 0 && count % 3 == 0) digits += ',';
    digits += static_cast<char>('0' + static_cast<unsigned>(number % 10));
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string enumerate(std::span<const std::string> words, std::size_t most) {
  if (words.empty()) return {};
  const bool cut = words.size() > most;
  const std::size_t shown = cut ? most : words.size();
  std::string text = words[0];
  for (std::size_t i = 1; i < shown; ++i) text += (i + 1 == words.size() ? " and " : ", ") + words[i];
  return cut ? fmt::format("{} and {} more", text, words.size() - shown) : text;
}

}  // namespace sgc::checks
