#include "targets/nftables/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "compiler/space/comparison.h"
#include "targets/host_options.h"
#include "targets/nftables/frame.h"
#include "targets/nftables/nftables.h"
#include "targets/nftables/read_lists.h"
#include "targets/nftables/wording.h"

namespace sgc::nftables {
namespace {

// The rules of one kind, with what they leave undecided.
ir::RuleList rules_of(const ir::RuleList& list, bool before_established) {
  ir::RuleList chosen;
  std::copy_if(list.rules.begin(), list.rules.end(), std::back_inserter(chosen.rules),
               [&](const ir::Rule& rule) { return rule.before_established == before_established; });
  chosen.otherwise = list.otherwise;
  if (before_established) chosen.otherwise.verdict = ir::Verdict::Allow;
  return chosen;
}

void append_lines(std::vector<std::string>& lines, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

// The frame that a direction must have; an empty line stands for the rules before running connections.
std::vector<std::string> expected_frame(ir::Direction direction, bool baseline, bool early_rules) {
  const FixedFrame fixed = fixed_frame(direction, baseline);
  std::vector<std::string> lines;
  if (!early_rules) append_lines(lines, fixed.established);
  append_lines(lines, fixed.loopback);
  append_lines(lines, fixed.baseline);
  if (early_rules) {
    lines.emplace_back();
    append_lines(lines, fixed.established);
  }
  return lines;
}

class Verification {
 public:
  Verification(const targets::Request& request, const targets::OutputFile& file, const ir::Point& point, bool baseline, Sink& sink)
      : request_(request), file_(file), point_(point), baseline_(baseline), sink_(sink) {}

  void run() {
    try {
      const ReadTable table = read_table(file_.bytes);
      if (table.name != "sgc-" + point_.name) throw Unreadable(0, fmt::format("the table is {}", table.name));
      for (const ir::Direction direction : ir::kDirections) verify_list(table, direction);
    } catch (const Unreadable& fault) {
      const std::string place = fault.line == 0 ? file_.path : fmt::format("{}:{}", file_.path, fault.line);
      sink_.report(diagnose(kind::TextUnreadable, point_.span, place, std::string(fault.what())).at_point(point_.name));
    }
  }

 private:
  void verify_list(const ReadTable& table, ir::Direction direction) {
    ir::Policy read_policy;
    const ReadList read = read_list(table, direction, read_policy);
    const ir::RuleList early = rules_of(point_.list(direction), true);
    if (read.frame != expected_frame(direction, baseline_, !early.rules.empty())) {
      auto finding = diagnose(kind::TextDiffers, point_.span, file_.path, std::string(to_string(direction)));
      finding.notes.push_back({{}, "what stands before the list is not what has to stand there"});
      return report(std::move(finding), direction);
    }
    compare(early, read.early, read.early_lines, read_policy, direction);
    compare(rules_of(point_.list(direction), false), read.list, read.lines, read_policy, direction);
  }

  void compare(const ir::RuleList& wanted, const ir::RuleList& read, const std::vector<std::size_t>& lines,
               const ir::Policy& read_policy, ir::Direction direction) {
    const space::List lists[] = {{&request_.policy, &wanted}, {&read_policy, &read}};
    const space::Index index(lists);
    space::Prover prover(index);
    const space::Comparison result = space::compare(prover, 0, 1, space::Distinguish::EveryVerdict);
    switch (result.equal) {
      case space::Truth::Yes: return;
      case space::Truth::NotDecided:
        throw Unreadable(0, fmt::format("the comparison of the {} lists took too many steps", to_string(direction)));
      case space::Truth::No: break;
    }

    const space::Difference& where = *result.difference;
    const ir::Packet packet = index.packet(where.family, where.spot);
    auto finding = diagnose(kind::TextDiffers, span_of(wanted, where.rule), file_.path, std::string(to_string(direction)));
    finding.packet = fmt::format("{}: {} says the policy, {} the file", to_string(packet),
                                 to_string(ir::evaluate(request_.policy, wanted, packet).verdict),
                                 to_string(ir::evaluate(read_policy, read, packet).verdict));
    if (where.other < lines.size()) finding.notes.push_back({{}, fmt::format("{}:{} decides it", file_.path, lines[where.other])});
    report(std::move(finding), direction);
  }

  static Span span_of(const ir::RuleList& list, std::size_t rule) {
    return rule < list.rules.size() ? list.rules[rule].span : list.otherwise.span;
  }

  void report(Diagnostic finding, ir::Direction direction) {
    finding.point = point_.name;
    finding.direction = to_string(direction);
    sink_.report(std::move(finding));
  }

  const targets::Request& request_;
  const targets::OutputFile& file_;
  const ir::Point& point_;
  bool baseline_;
  Sink& sink_;
};

}  // namespace

void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink) {
  Sink said_before;  // what is wrong with the options was said when the files were made
  const bool baseline = targets::host_options(request.policy, kTarget.spec.name, said_before).baseline;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    const std::string path = file_path(point);
    for (const targets::OutputFile& file : files) {
      if (file.path == path) Verification(request, file, point, baseline, sink).run();
    }
  }
}

}  // namespace sgc::nftables
