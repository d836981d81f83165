#include "targets/xdp/lower.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/xdp/counted_rules.h"
#include "targets/xdp/node_words.h"
#include "targets/xdp/tables_text.h"

namespace sgc::targets::xdp {
namespace {

// A program can use 64 maps; two are the counters, and a few are what the compiler makes of short tables.
constexpr std::size_t kMostSections = 58;
// The verifier looks at some 110 instructions for each round of a loop, at no more than a million in all, and at three
// loops: over the rows of a source in each family, and over the sets of a destination.
constexpr std::uint32_t kMostSetsOfAddress = 2048;
// Look-ups of one packet that are worth a warning: some ten microseconds.
constexpr std::uint64_t kManyLookups = 500;

std::string kind_of(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "load balancer";
  if (point.instance() != nullptr) return "instance";
  return "security group";
}

std::string count_of(std::size_t count) { return count == 1 ? "1 rule" : fmt::format("{} rules", count); }

void note_rejects(const ir::Point& point, Sink& sink) {
  std::size_t count = 0;
  Span first = point.inbound.otherwise.span;
  for (const ir::Rule& rule : point.inbound.rules) {
    if (rule.verdict == ir::Verdict::Reject && count++ == 0) first = rule.span;
  }
  const bool by_default = point.inbound.otherwise.verdict == ir::Verdict::Reject;
  if (count == 0 && !by_default) return;
  std::string what = count == 0 ? "the default" : count_of(count);
  if (count != 0 && by_default) what += " and the default";
  sink.report(diagnose(kind::XdpReject, first, what, point.name).at_point(point.name, "inbound"));
}

void note_logs(const ir::Policy& policy, const ir::Point& point, Sink& sink) {
  std::size_t count = 0;
  Span first = point.inbound.otherwise.span;
  for (const ir::Rule& rule : point.inbound.rules) {
    if (policy.notes_of(rule).log && count++ == 0) first = rule.span;
  }
  const bool by_default = point.inbound.otherwise.log;
  if (count == 0 && !by_default) return;
  std::string what = count == 0 ? "the default" : count_of(count);
  if (count != 0 && by_default) what += " and the default";
  sink.report(diagnose(kind::XdpLog, first, what, point.name).at_point(point.name, "inbound"));
}

void note_outbound(const ir::Point& point, Sink& sink) {
  const ir::RuleList& list = point.outbound;
  if (list.rules.empty() && list.otherwise.verdict == ir::Verdict::Allow) return;
  sink.report(diagnose(kind::XdpOutbound, list.span.known() ? list.span : point.span, point.name)
                  .with_help("nftables and iptables enforce it; several targets can be compiled at once")
                  .at_point(point.name, "outbound"));
}

void warn_of_replies(const ir::Point& point, const Settings& settings, Sink& sink) {
  if (settings.tracked) return;
  sink.report(diagnose(kind::XdpRepliesJudged, point.span, point.name)
                  .with_help("allow what the host asks for, such as `allow udp sport 53 from RESOLVER`, or use `state tracked`")
                  .at_point(point.name, "inbound"));
}

void refuse(const ir::Point& point, std::string why, Sink& sink) {
  sink.report(diagnose(kind::XdpTooLarge, point.span, point.name, why)
                  .with_help("nftables takes larger lists; or divide the feeds and rules among several points")
                  .at_point(point.name, "inbound"));
}

bool check_sizes(const ir::Point& point, const Tables& tables, Sink& sink) {
  std::size_t sections = 0;
  std::size_t bytes = 0;
  for (const ArraySize& size : array_sizes(tables)) {
    sections += sections_of(size.width, size.elements, size.behind);
    bytes += size.bytes();
  }
  if (sections > kMostSections) {
    refuse(point, fmt::format("{} MiB in {} sections of at most 4 MiB, where a program has {}", bytes >> 20U, sections,
                              kMostSections), sink);
    return false;
  }
  return true;
}

bool check_lookups(const ir::Point& point, const Tables& tables, Sink& sink) {
  for (const Family family : kFamilies) {
    const FamilyTables& made = tables.of(family);
    const std::uint32_t most = std::max(made.most_rows, made.most_destinations);
    if (most > kMostSetsOfAddress) {
      refuse(point, fmt::format("one address lies in {} of the sets that its rules name, where the kernel's verifier "
                                "follows {}", most, kMostSetsOfAddress), sink);
      return false;
    }
    const std::uint64_t lookups = std::uint64_t{made.most_rows} * std::max(made.most_destinations, 1U);
    if (lookups > kManyLookups) {
      sink.report(diagnose(kind::XdpManyLookups, point.span, lookups, point.name, made.most_rows, std::max(made.most_destinations, 1U))
                      .with_help("sets that overlap less, or fewer of them, make it faster; what it decides is right as it is")
                      .at_point(point.name, "inbound"));
    }
  }
  return true;
}

bool check_rule_count(const ir::Point& point, Sink& sink) {
  if (point.inbound.rules.size() <= kMostRules) return true;
  refuse(point, fmt::format("{} rules, where there is room for {}", point.inbound.rules.size(), kMostRules), sink);
  return false;
}

}  // namespace

bool is_own(const ir::Point& point) { return point.acl() == nullptr && !point.external(); }

Program program_without_tables(const Request& request, const ir::Point& point, const Settings& settings) {
  Program program;
  program.point = point.name;
  program.kind = kind_of(point);
  program.version = request.version;
  program.settings = settings;
  program.rules = counted_rules(request, point);
  program.otherwise = leaf_of(static_cast<std::uint32_t>(point.inbound.rules.size()),
                              point.inbound.otherwise.verdict == ir::Verdict::Allow);
  return program;
}

std::optional<Program> lower(const Request& request, const ir::Point& point, const Settings& settings, Sink& sink) {
  note_outbound(point, sink);
  note_rejects(point, sink);
  note_logs(request.policy, point, sink);
  warn_of_replies(point, settings, sink);
  if (!check_rule_count(point, sink)) return std::nullopt;

  Program program = program_without_tables(request, point, settings);
  program.tables = make_tables(request.policy, point.inbound);
  if (!check_sizes(point, program.tables, sink) || !check_lookups(point, program.tables, sink)) return std::nullopt;
  return program;
}

}  // namespace sgc::targets::xdp
