#include "targets/xdp/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/host/proof.h"
#include "targets/host/unreadable.h"
#include "targets/xdp/counted_rules.h"
#include "targets/xdp/list_proof.h"
#include "targets/xdp/lower.h"
#include "targets/xdp/print.h"
#include "targets/xdp/read_source.h"
#include "targets/xdp/xdp.h"

namespace sgc::targets::xdp {
namespace {

using host::Unreadable;

// What the point's program is but for its tables, which are those that were read.
Program program_with(const Request& request, const ir::Point& point, const Settings& settings, ReadPart part) {
  Program program = program_without_tables(request, point, settings);
  program.otherwise = part.otherwise;
  program.tables = std::move(part.tables);
  return program;
}

// Throws where the text says anything that its numbers do not.
void compare_text(const PolicyPart& part, const std::string& again) {
  const auto [read, printed] = std::mismatch(part.text.begin(), part.text.end(), again.begin(), again.end());
  if (read == part.text.end() && printed == again.end()) return;
  const auto line = part.first_line + static_cast<std::size_t>(std::count(part.text.begin(), read, '\n'));
  throw Unreadable(line, "this is not what sgc writes for the policy and these tables");
}

class PointProof {
 public:
  PointProof(const Request& request, const ir::Point& point, const std::string& path, Sink& sink)
      : request_(request), point_(point), path_(path), sink_(sink) {}

  void run(std::string_view source, const Settings& settings) const {
    const PolicyPart part = policy_part(source);
    const Program program = program_with(request_, point_, settings, read_part(part));
    const ClassMaps maps = check_tables(program.tables);
    compare_text(part, policy_text(program));

    const auto count = static_cast<std::uint32_t>(point_.inbound.rules.size());
    if (program.otherwise != leaf_of(count, point_.inbound.otherwise.verdict == ir::Verdict::Allow)) {
      return report(point_.inbound.otherwise.span, "the default of the file is not that of the policy");
    }
    for (const Family family : kFamilies) {
      if (const auto packet = find_difference(request_.policy, point_.inbound, program.tables, maps, family)) {
        return report_packet(program, *packet);
      }
    }
  }

 private:
  void report_packet(const Program& program, const ProofPacket& packet) const {
    const Word meant = meant_leaf(request_.policy, point_.inbound, packet);
    const Word found = first_match(program.tables, packet.packet, packet.established);
    const Span span = meant == kNoRule ? point_.inbound.otherwise.span : point_.inbound.rules[rule_of(meant)].span;
    report(span, fmt::format("{}{}: {} says the policy, {} the file", packet.established ? "of an established connection, " : "",
                             to_string(packet.packet), said(program, meant, packet.established), said(program, found, packet.established)));
  }

  // "allow by policy.sg:14"
  static std::string said(const Program& program, Word leaf, bool established) {
    if (leaf == kNoRule && established) return "allow";
    if (leaf == kNoRule) leaf = program.otherwise;
    const bool known = rule_of(leaf) < program.rules.size();
    return fmt::format("{} by {}", passes(leaf) ? "allow" : "deny", known ? program.rules[rule_of(leaf)].place : "no rule of the policy");
  }

  void report(const Span& span, std::string packet) const {
    auto finding = diagnose(kind::TextDiffers, span, path_, std::string(to_string(ir::Direction::Inbound)));
    finding.packet = std::move(packet);
    sink_.report(std::move(finding).at_point(point_.name, "inbound"));
  }

  const Request& request_;
  const ir::Point& point_;
  const std::string& path_;
  Sink& sink_;
};

void verify_point(const Request& request, const ir::Point& point, const Settings& settings, std::span<const OutputFile> files, Sink& sink) {
  const std::string path = "xdp/" + point.name + ".bpf.c";
  try {
    const auto file = std::find_if(files.begin(), files.end(), [&](const OutputFile& f) { return f.path == path; });
    if (file == files.end()) throw Unreadable(0, "it is missing");
    PointProof(request, point, path, sink).run(file->bytes, settings);
  } catch (const Unreadable& fault) {
    host::Proof(request.policy, point, path, sink).unreadable(fault.line, fault.what());
  }
}

}  // namespace

void verify_files(const Request& request, std::span<const OutputFile> files, Sink& sink) {
  Sink said_before;  // what is wrong with the options was said when the files were made
  const Settings settings = settings_of(request.policy, said_before);
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (is_own(point)) verify_point(request, point, settings, files, sink);
  }
}

}  // namespace sgc::targets::xdp
