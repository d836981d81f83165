#include "compiler/sema/rules.h"

#include <algorithm>

namespace sgc::sema {
namespace {

constexpr std::int32_t kWarnDaysAhead = 14;

bool has(const Context& context, ir::WhoId who, Family family) {
  return !context.policy.addresses(who).empty(family);
}

// "2027-01-31", after Howard Hinnant's civil_from_days.
std::string date_text(std::int32_t days) {
  constexpr std::int64_t kDaysToEra = 719468;  // from 0000-03-01 to 1970-01-01
  constexpr std::int64_t kDaysOfEra = 146097;
  const std::int64_t z = days + kDaysToEra;
  const std::int64_t era = (z >= 0 ? z : z - (kDaysOfEra - 1)) / kDaysOfEra;
  const std::int64_t day_of_era = z - era * kDaysOfEra;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

}  // namespace

ir::Verdict verdict_of(ast::Action action) {
  switch (action) {
    case ast::Action::Allow: return ir::Verdict::Allow;
    case ast::Action::Deny: return ir::Verdict::Deny;
    case ast::Action::Reject: return ir::Verdict::Reject;
  }
  return ir::Verdict::Deny;
}

std::optional<ir::Rule> Rules::lower(const ast::Rule& rule, ir::PointId point) {
  keep_ignores(rule.options->ignores, rule.span);
  const WhoPlace place{Scope::Policy, false, point};
  const ir::Verdict verdict = verdict_of(rule.action);

  const auto service = services(rule.services);
  const auto source = rule.from ? side(*rule.from, place, "the source of this rule", verdict) : whos_.unwritten();
  const auto destination = rule.to ? side(*rule.to, place, "the destination of this rule", verdict) : whos_.unwritten();
  if (!service || !source || !destination) return std::nullopt;
  if (!has_packets(*source, *destination, *service, rule.span)) return std::nullopt;
  if (expired(rule)) return std::nullopt;

  ir::Rule lowered;
  lowered.source = *source;
  lowered.destination = *destination;
  lowered.service = *service;
  lowered.verdict = verdict;
  lowered.declared_in = point;
  lowered.notes = notes_of(*rule.options);
  lowered.span = rule.span;
  lowered.service_text = text_of(rule.services);
  note_family(lowered);
  return lowered;
}

std::optional<ir::WhoId> Rules::side(const ast::Who& who, const WhoPlace& place, std::string_view side,
                                     std::optional<ir::Verdict> verdict) {
  const Whos::Resolved resolved = whos_.resolve(who, place);
  if (resolved.meaning.broken) return std::nullopt;
  if (!context_.policy.addresses(resolved.meaning.addresses).empty()) return resolved.id;

  if (resolved.meaning.empty_by_choice) {
    Diagnostic finding = verdict == ir::Verdict::Allow ? diagnose(kind::AllowMatchesNothing, who.span, side)
                                                       : diagnose(kind::DenyMatchesNothing, who.span, side);
    if (!verdict) finding.message = fmt::format("{} is empty, as its optional feeds are: nothing is proved by it", side);
    context_.sink.report(std::move(finding));
  } else {
    context_.sink.report(diagnose(kind::EmptySide, who.span, side).with_help(whos_.why_empty(who, place)));
  }
  return std::nullopt;
}

std::optional<ir::ServiceSetId> Rules::services(std::span<const ast::ServiceItem> items) {
  ServiceSet set = services_.resolve(items);
  if (set.empty()) return std::nullopt;  // what emptied it was reported
  return context_.intern(std::move(set));
}

namespace {

// How to say the services in the family in which they do not exist.
std::string service_of_other_family(const ServiceSet& services, bool in_v4) {
  if (in_v4) return "ICMP of IPv4 is `icmp`";
  const bool icmp_alone = ServiceSet::icmp(Family::V4, kAllIcmp, kAllIcmp).contains(services);
  return icmp_alone ? "ICMP of IPv6 is `icmp6`; `ping` and `pmtu` are both families'"
                    : "in IPv6 it is an extension header, which no rule matches: name what comes behind it";
}

}  // namespace

bool Rules::has_packets(ir::WhoId source, ir::WhoId destination, ir::ServiceSetId service, Span where) {
  const ServiceSet& services = context_.policy.service_set(service);
  bool shared = false;
  for (const Family family : kFamilies) {
    if (!has(context_, source, family) || !has(context_, destination, family)) continue;
    shared = true;
    if (!services.empty(family)) return true;
  }

  if (!shared) {
    const bool source_v4 = has(context_, source, Family::V4);
    context_.sink.report(diagnose(kind::NoSharedFamily, where, source_v4 ? "IPv4" : "IPv6", source_v4 ? "IPv6" : "IPv4")
                             .with_help("a packet has one family: give both sides addresses of one"));
  } else {
    const bool v4 = has(context_, source, Family::V4) && has(context_, destination, Family::V4);
    auto finding = diagnose(kind::ServiceNotInFamily, where, to_string(services), v4 ? "IPv4" : "IPv6");
    finding.help = service_of_other_family(services, v4);
    context_.sink.report(std::move(finding));
  }
  return false;
}

bool Rules::expired(const ast::Rule& rule) {
  if (!rule.options->expires) return false;
  const std::int32_t days_left = rule.options->expires->days - context_.policy.today;
  if (days_left > kWarnDaysAhead) return false;

  const std::string date = date_text(rule.options->expires->days);
  const Span where = rule.options->expires->span;
  const bool past = days_left < 0;
  const bool allow = rule.action == ast::Action::Allow;
  if (!past) {
    const std::string when = days_left == 0 ? std::string("today")
                                            : fmt::format("in {} day{}, on {}", days_left, days_left == 1 ? "" : "s", date);
    context_.sink.report(diagnose(kind::Expiry, where, "this rule expires " + when)
                             .with_help(allow ? "after that day it is left out: give it a later date if it is still needed"
                                              : "after that day it stays in force, with a warning: remove it, or give it a later date"));
  } else if (allow) {
    context_.policy.expired.push_back(rule.span);
    context_.sink.report(diagnose(kind::Expiry, where, fmt::format("this allow expired on {} and is left out", date))
                             .with_help("remove it, or give it a later date"));
  } else {
    context_.sink.report(
        diagnose(kind::Expiry, where, fmt::format("this {} expired on {} and stays in force", rule.action == ast::Action::Deny ? "deny" : "reject", date))
            .with_help("nothing opens because a date went by: remove the rule to lift it, or give it a later date"));
  }
  return past && allow;
}

std::uint32_t Rules::notes_of(const ast::RuleOptions& options) {
  const auto text = [](const std::optional<ast::String>& s) { return s ? s->value : std::string{}; };
  ir::RuleNotes notes;
  notes.log = options.log.has_value();
  if (options.log) notes.log_prefix = text(options.log->prefix);
  notes.comment = text(options.comment);
  notes.owner = text(options.owner);
  notes.ticket = text(options.ticket);
  if (options.expires) notes.expires = options.expires->days;
  if (notes == ir::RuleNotes{}) return UINT32_MAX;

  context_.policy.notes.push_back(std::move(notes));
  return static_cast<std::uint32_t>(context_.policy.notes.size() - 1);
}

void Rules::keep_ignores(std::span<const ast::Ignore> ignores, Span of) {
  for (const ast::Ignore& ignore : ignores) {
    context_.policy.ignores.push_back({ignore.code, ignore.reason.value, of, ignore.span});
  }
}

std::uint32_t Rules::text_of(std::span<const ast::ServiceItem> items) {
  std::string text(context_.sources.text(join(items.front().span, items.back().span)));
  auto& texts = context_.policy.service_texts;
  if (texts.empty() || texts.back() != text) texts.push_back(std::move(text));
  return static_cast<std::uint32_t>(texts.size() - 1);
}

ir::Default Rules::lower_default(const ast::RuleBlock* block, ir::Verdict otherwise, Span place) {
  ir::Default lowered;
  lowered.verdict = otherwise;
  lowered.span = block == nullptr ? place : block->keyword;
  if (block == nullptr || block->defaults.empty()) return lowered;

  const ast::Default& written = block->defaults.front();
  lowered.verdict = verdict_of(written.action);
  lowered.written = true;
  lowered.span = written.span;
  lowered.log = written.log.has_value();
  if (written.log && written.log->prefix) lowered.log_prefix = written.log->prefix->value;
  if (written.comment) lowered.comment = written.comment->value;
  keep_ignores(written.ignores, written.span);

  for (std::size_t i = 1; i < block->defaults.size(); ++i) {
    context_.sink.report(diagnose(kind::StatementTwice, block->defaults[i].span, "default")
                             .with_note(written.span, "it is written here first")
                             .with_help("keep one of them"));
  }
  return lowered;
}

void Rules::note_family(const ir::Rule& rule) {
  const ServiceSet& services = context_.policy.service_set(rule.service);
  const auto reaches = [&](Family family) {
    return has(context_, rule.source, family) && has(context_, rule.destination, family) && !services.empty(family);
  };
  if (reaches(Family::V4) == reaches(Family::V6)) return;

  const ir::PointId point = rule.declared_in;
  if (one_family_.empty() || one_family_.back().point != point) one_family_.push_back({point, {}});
  one_family_.back().rules.push_back(rule.span);
}

void Rules::report_one_family_rules() {
  for (const OneFamilyRules& entry : one_family_) {
    const ir::Point& of = context_.policy.point(entry.point);
    auto finding = diagnose(kind::OneFamilyRules, of.span, of.name, entry.rules.size());
    if (context_.options.verbose) {
      for (const Span rule : entry.rules) finding.notes.push_back({rule, "this one"});
    } else {
      finding.help = "-v lists them";
    }
    context_.sink.report(std::move(finding));
  }
}

}  // namespace sgc::sema
