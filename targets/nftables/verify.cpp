#include "targets/nftables/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "targets/host/options.h"
#include "targets/host/proof.h"
#include "targets/nftables/frame.h"
#include "targets/nftables/load_guard.h"
#include "targets/nftables/nftables.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/read_guard.h"
#include "targets/nftables/read_lists.h"

namespace sgc::nftables {
namespace {

void append_lines(std::vector<std::string>& lines, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

// The frame that a direction must have; an empty line stands for the rules before running connections.
std::vector<std::string> expected_frame(ir::Direction direction, bool baseline, bool early_rules, bool guarded) {
  const FixedFrame fixed = fixed_frame(direction, baseline);
  std::vector<std::string> lines;
  if (!early_rules) append_lines(lines, fixed.established);
  append_lines(lines, fixed.loopback);
  append_lines(lines, fixed.baseline);
  if (guarded) append_lines(lines, kLoadGuard);
  if (early_rules) {
    lines.emplace_back();
    append_lines(lines, fixed.established);
  }
  return lines;
}

std::string written_prefix(std::string_view prefix) { return quote(prefix, Place::LogPrefix).text; }

// Whether the chain begins its list with the line of load_guard.h. It decides nothing once the file is loaded.
bool waits_for_sets(const ReadChain& chain) {
  return std::any_of(chain.statements.begin(), chain.statements.end(), [](const ReadStatement& statement) { return statement.text.starts_with(kLoadKey); });
}

bool ends_with_all(const ReadChain& chain) {
  if (chain.statements.empty() || chain.statements.back().kind != ReadStatement::Kind::Rule) return false;
  const ReadElement& last = chain.statements.back().elements.front();
  return last.region == Region() && last.verdict.chain.empty();
}

void compare(const ir::Policy& policy, const ir::RuleList& wanted, const ir::Policy& read_policy, ReadSection read,
             ir::Direction direction, const host::Proof& proof) {
  const host::ReadRules found{read_policy, read.list, read.lines};
  if (proof.compare({policy, wanted}, found, direction)) proof.compare_answers(found, read.tcp_by_icmp, direction);

  const host::Logs wanted_logs = host::logs_of(policy, wanted, written_prefix);
  host::recognise_made(read.logs, wanted_logs);
  proof.compare_logs({policy, wanted}, wanted_logs, {read_policy, read.log_list, read.log_lines}, read.logs, direction);
}

// What tells nothing in the lists, and yet when and how they are asked.
void check_base(const ReadTable& table, const ReadChain& base, const targets::Request& request, const ir::Default& otherwise) {
  if (base.priority != hook_priority(request.policy)) throw Unreadable(0, fmt::format("the chain of {} has another priority than the policy says", base.hook));
  if ((base.policy == "accept") != (otherwise.verdict == ir::Verdict::Allow)) {
    throw Unreadable(0, fmt::format("the policy of the chain of {} is not the default", base.hook));
  }
  if (otherwise.verdict != ir::Verdict::Allow && !ends_with_all(base)) {
    throw Unreadable(0, fmt::format("the default is not the last line of the chain of {}: a load would let packets through", base.hook));
  }
  if (!waits_for_sets(base) && opens_without_guard(table, base)) {
    throw Unreadable(0, fmt::format("the chain of {} does not wait for its sets: a load would let packets through", base.hook));
  }
}

void verify_list(const ReadTable& table, const targets::Request& request, const ir::Point& point, ir::Direction direction, bool baseline,
                 const host::Proof& proof) {
  ir::Policy read_policy;
  const ReadChain& base = base_chain(table, direction);
  ReadList read = read_list(table, direction, read_policy);
  const ir::RuleList early = host::rules_of(point.list(direction), true);
  if (read.frame != expected_frame(direction, baseline, !early.rules.empty(), waits_for_sets(base))) return proof.frame_differs(direction);

  compare(request.policy, early, read_policy, std::move(read.early), direction, proof);
  compare(request.policy, host::rules_of(point.list(direction), false), read_policy, std::move(read.late), direction, proof);
  check_base(table, base, request, point.list(direction).otherwise);
}

// A log is part of a line that decides, or stands right before one that decides about the same packets: so none is logged
// twice.
bool is_log_of_sgc(const ReadChain& chain, std::size_t at) {
  const ReadStatement& log = chain.statements[at];
  if (log.kind == ReadStatement::Kind::Rule) return log.elements.front().verdict.chain.empty();
  if (at + 1 == chain.statements.size()) return false;
  const ReadStatement& next = chain.statements[at + 1];
  return next.kind == ReadStatement::Kind::Rule && !next.logs() && next.elements.front().verdict.chain.empty() &&
         next.elements.front().region == log.elements.front().region;
}

void check_logs(const ReadTable& table, const host::Options& options) {
  const std::string limit = options.log_rate ? to_string(*options.log_rate) : std::string();
  for (const auto& [name, chain] : table.chains) {
    for (std::size_t i = 0; i < chain.statements.size(); ++i) {
      const ReadStatement& statement = chain.statements[i];
      if (!statement.logs()) continue;
      host::check_limit(statement.limit, limit, statement.line);
      if (!is_log_of_sgc(chain, i)) throw Unreadable(statement.line, "this is no log that sgc writes");
    }
  }
}

void verify_file(const targets::Request& request, const targets::OutputFile& file, const ir::Point& point, const host::Options& options, Sink& sink) {
  const host::Proof proof(request.policy, point, file.path, sink);
  try {
    const ReadTable table = read_table(file.bytes);
    if (table.name != "sgc-" + point.name) throw Unreadable(0, fmt::format("the table is {}", table.name));
    for (const ir::Direction direction : ir::kDirections) verify_list(table, request, point, direction, options.baseline, proof);
    check_logs(table, options);
  } catch (const Unreadable& fault) {
    proof.unreadable(fault.line, fault.what());
  }
}

}  // namespace

void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink) {
  Sink said_before;  // what is wrong with the options was said when the files were made
  const host::Options options = host::read_options(request.policy, kTarget.spec.name, said_before);
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    const std::string path = file_path(point);
    for (const targets::OutputFile& file : files) {
      if (file.path == path) verify_file(request, file, point, options, sink);
    }
  }
}

}  // namespace sgc::nftables
