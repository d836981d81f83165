#include "targets/aws/prove.h"

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"
#include "targets/aws/meaning.h"

namespace sgc::targets::aws {
namespace {

constexpr std::string_view kMend =
    "AWS lets through what any of the groups allows: a deny of one does not hold for the others, and «default allow» of "
    "one opens all. Put the same blacklists on each group, write outbound blocks in all or none, or join the groups";

void report(const ir::Point& instance, ir::Direction direction, const cloud::Disagreement& found,
            Sink& sink) {
  const std::string does = found.first_allows ? "let through" : "deny";
  const std::string says = found.first_allows ? "denies" : "lets through";
  const ir::RuleList& list = instance.list(direction);
  const Span decides = found.second_line ? list.rules[*found.second_line].span : list.otherwise.span;
  sink.report(diagnose(kind::InstanceDiffers, instance.span, instance.name, std::string(kCloud), does, says)
                  .with_note(decides, "this decides in the policy")
                  .with_help(std::string(kMend))
                  .with_packet(ir::to_string(found.packet))
                  .at_point(instance.name, std::string(to_string(direction))));
}

}  // namespace

std::optional<cloud::LineList> lines_of(const Attachment& attachment, ir::Direction direction, const Model& model,
                                        const ir::Policy& policy) {
  GroupList all;
  for (const AttachedGroup& attached : attachment.groups) {
    if (attached.group == AttachedGroup::kElsewhere) return std::nullopt;
    const Group& group = model.groups[attached.group];
    if (group.classic && direction == ir::Direction::Outbound) return std::nullopt;  // everything: checked by group
    const std::vector<Entry>& entries = group.list(direction).entries;
    all.entries.insert(all.entries.end(), entries.begin(), entries.end());
  }
  std::optional<cloud::LineList> lines(std::in_place);
  append_lines(*lines, all, model, policy);
  return lines;
}

void prove_instances(const Model& model, const ir::Policy& policy, Sink& sink) {
  for (const Attachment& attachment : model.attachments) {
    const ir::Point& instance = policy.point(attachment.instance);
    for (const ir::Direction direction : ir::kDirections) {
      const auto lines = lines_of(attachment, direction, model, policy);
      if (!lines) continue;
      const cloud::LineList wanted = cloud::LineList::of(policy, instance.list(direction), direction);
      const auto found = cloud::disagreement(*lines, wanted, cloud::Demand::Same, direction,
                                             policy.addresses(instance.addresses));
      if (found) report(instance, direction, *found, sink);
    }
  }
}

}  // namespace sgc::targets::aws
