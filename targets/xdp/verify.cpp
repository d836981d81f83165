#include "targets/xdp/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/host/proof.h"
#include "targets/host/unreadable.h"
#include "targets/host/wording.h"
#include "targets/xdp/list_proof.h"
#include "targets/xdp/lower.h"
#include "targets/xdp/other_verdict.h"
#include "targets/xdp/part_text.h"
#include "targets/xdp/read_source.h"
#include "targets/xdp/xdp.h"

namespace sgc::targets::xdp {
namespace {

using host::Unreadable;

// What the point's program is but for its tables, which are those that were read.
Program program_with(const Request& request, const ir::Point& point, const Settings& settings, ReadPart read) {
  Program program = program_without_tables(request, point, settings);
  program.tables = std::move(read.tables);
  return program;
}

class PointProof {
 public:
  PointProof(const Request& request, const ir::Point& point, const std::string& path, Sink& sink)
      : request_(request), point_(point), path_(path), sink_(sink) {}

  // First what the tables mean: whoever asks about a file that the policy has left behind wants to see a packet.
  void run(std::string_view source, const Settings& settings) const {
    const PolicyPart part = policy_part(source);
    const ReadPart read = read_part(part);
    const ClassMaps maps = check_tables(read.tables);
    if (const auto packet = difference(read, maps)) return report_packet(read, *packet);
    if (passes(read.otherwise) != passes(meant_default())) return report(point_.inbound.otherwise.span, "the default of the file is not that of the policy");
    compare_part(part, program_with(request_, point_, settings, read));
  }

 private:
  Word meant_default() const {
    return leaf_of(static_cast<std::uint32_t>(point_.inbound.rules.size()), point_.inbound.otherwise.verdict == ir::Verdict::Allow);
  }

  // A packet with another verdict; where there is none, one that another rule decides and counts.
  std::optional<ProofPacket> difference(const ReadPart& read, const ClassMaps& maps) const {
    std::optional<ProofPacket> counted;
    std::optional<Unreadable> fault;
    for (const Family family : kFamilies) {
      try {
        const auto found = find_difference(request_.policy, point_.inbound, read.tables, maps, family);
        if (!found && passes(read.otherwise) == passes(meant_default())) continue;
        if (!counted) counted = found;
      } catch (const Unreadable& what) {
        fault = what;
      }
      if (const auto packet = find_other_verdict(request_.policy, point_.inbound, read, maps, family)) return packet;
    }
    if (fault) throw Unreadable(*fault);
    return counted;
  }

  void report_packet(const ReadPart& read, const ProofPacket& packet) const {
    const ProofPacket shown = at_own_address(read.tables, packet);
    const Word meant = meant_leaf(request_.policy, point_.inbound, shown);
    const Word found = first_match(read.tables, shown.packet, shown.established);
    const Span span = meant == kNoRule ? point_.inbound.otherwise.span : point_.inbound.rules[rule_of(meant)].span;
    report(span, fmt::format("{}{}: {} says the policy, {} the file", shown.established ? "of an established connection, " : "",
                             to_string(shown.packet), meant_text(meant, span, shown.established), found_text(found, read.otherwise, shown.established)));
  }

  // A reader asks about the addresses that he knows: the packet to one of the point's, where the same rules decide then.
  ProofPacket at_own_address(const Tables& tables, const ProofPacket& packet) const {
    const auto own = request_.policy.addresses(point_.addresses).front(packet.packet.family);
    if (!own) return packet;
    ProofPacket moved = packet;
    moved.packet.destination = own->value;
    const auto found = [&](const ProofPacket& of) { return first_match(tables, of.packet, of.established); };
    const auto meant = [&](const ProofPacket& of) { return meant_leaf(request_.policy, point_.inbound, of); };
    return found(moved) == found(packet) && meant(moved) == meant(packet) ? moved : packet;
  }

  // "allow by policy.sg:14"
  std::string meant_text(Word leaf, const Span& span, bool established) const {
    if (leaf == kNoRule && established) return "allow";
    return fmt::format("{} by {}", passes(leaf == kNoRule ? meant_default() : leaf) ? "allow" : "deny", host::place_text(request_.sources, span));
  }

  // "allow by its rule 3": as the list at the head of the policy's part counts them, whatever the policy's are now.
  static std::string found_text(Word leaf, Word otherwise, bool established) {
    if (leaf == kNoRule && established) return "allow";
    if (leaf == kNoRule) return fmt::format("{} by its default", passes(otherwise) ? "allow" : "deny");
    return fmt::format("{} by its rule {}", passes(leaf) ? "allow" : "deny", rule_of(leaf));
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
