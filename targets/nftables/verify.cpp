#include "targets/nftables/verify.h"

#include <fmt/format.h>

#include "targets/host/options.h"
#include "targets/host/proof.h"
#include "targets/nftables/frame.h"
#include "targets/nftables/load_guard.h"
#include "targets/nftables/nftables.h"
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

void verify_list(const ReadTable& table, const targets::Request& request, const ir::Point& point, ir::Direction direction, bool baseline,
                 const host::Proof& proof) {
  ir::Policy read_policy;
  const ReadList read = read_list(table, direction, read_policy);
  const ir::RuleList early = host::rules_of(point.list(direction), true);
  const bool guarded = table.waits_for_sets(direction == ir::Direction::Inbound ? "input" : "output");
  if (read.frame != expected_frame(direction, baseline, !early.rules.empty(), guarded)) return proof.frame_differs(direction);

  const ir::RuleList late = host::rules_of(point.list(direction), false);
  proof.compare({request.policy, early}, {read_policy, read.early, read.early_lines}, direction);
  proof.compare({request.policy, late}, {read_policy, read.list, read.lines}, direction);
}

void verify_file(const targets::Request& request, const targets::OutputFile& file, const ir::Point& point, bool baseline, Sink& sink) {
  const host::Proof proof(request.policy, point, file.path, sink);
  try {
    const ReadTable table = read_table(file.bytes);
    if (table.name != "sgc-" + point.name) throw Unreadable(0, fmt::format("the table is {}", table.name));
    for (const ir::Direction direction : ir::kDirections) verify_list(table, request, point, direction, baseline, proof);
  } catch (const Unreadable& fault) {
    proof.unreadable(fault.line, fault.what());
  }
}

}  // namespace

void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink) {
  Sink said_before;  // what is wrong with the options was said when the files were made
  const bool baseline = host::read_options(request.policy, kTarget.spec.name, said_before).baseline;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    const std::string path = file_path(point);
    for (const targets::OutputFile& file : files) {
      if (file.path == path) verify_file(request, file, point, baseline, sink);
    }
  }
}

}  // namespace sgc::nftables
