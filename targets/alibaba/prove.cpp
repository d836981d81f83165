#include "targets/alibaba/prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/alibaba/meaning.h"

namespace sgc::targets::alibaba {
namespace {

void report_access(const Group& group, const ir::Point& point, ir::Direction direction, Span decides,
                   const ir::Packet& packet, Sink& sink) {
  sink.report(diagnose(kind::AlibabaInnerAccess, group.where, group.name)
                  .with_note(decides, "this denies it in the policy")
                  .with_packet(ir::to_string(packet))
                  .with_help("write «allow all from self» where it is to stand in the list, instead of «intra-group allow»")
                  .at_point(point.name, std::string(to_string(direction))));
}

void report_difference(const ir::Point& point, ir::Direction direction, const Composed& composed, Span decides,
                       const cloud::Disagreement& found, Sink& sink) {
  const std::string does = found.first_allows ? "let through" : "deny";
  const std::string says = found.first_allows ? "denies" : "lets through";
  Diagnostic diagnostic = diagnose(kind::InstanceDiffers, point.span, point.name, std::string(kCloud), does, says)
                              .with_packet(ir::to_string(found.packet))
                              .at_point(point.name, std::string(to_string(direction)));
  diagnostic.notes.push_back({decides, "this decides in the policy"});
  const Entry* const entry = found.first_line ? composed.entries[*found.first_line] : nullptr;
  if (entry != nullptr) diagnostic.notes.push_back({entry->where, "this decides there"});
  diagnostic.help =
      "give the instance's addresses to the members of its groups, so that rules that test the group's own side hold for it";
  sink.report(std::move(diagnostic));
}

// Whether one list is right, however far inner access goes.
void prove(const ir::Point& point, ir::Direction direction, std::span<const Group* const> groups,
           const ir::Policy& policy, Sink& sink) {
  for (const InnerAccess reach : kInnerAccesses) {
    const Composed composed = compose(groups, direction, reach, policy);
    const auto found = difference(composed, policy, point, direction);
    if (!found) continue;
    const ir::RuleList& list = point.list(direction);
    const Span decides = found->second_line ? list.rules[*found->second_line].span : list.otherwise.span;
    const Group* const access = found->first_line ? composed.access[*found->first_line] : nullptr;
    if (access != nullptr) {
      report_access(*access, point, direction, decides, found->packet, sink);
    } else {
      report_difference(point, direction, composed, decides, *found, sink);
    }
    return;
  }
}

void prove(const ir::Point& point, std::span<const Group* const> groups, const ir::Policy& policy, Sink& sink) {
  for (const ir::Direction direction : ir::kDirections) prove(point, direction, groups, policy, sink);
}

}  // namespace

std::optional<std::vector<const Group*>> groups_of(const Attachment& attachment, const Model& model) {
  std::vector<const Group*> groups;
  for (const AttachedGroup& attached : attachment.groups) {
    if (attached.group == AttachedGroup::kElsewhere) return std::nullopt;
    groups.push_back(&model.groups[attached.group]);
  }
  return groups;
}

std::vector<const Group*> parts_of(ir::PointId point, const Model& model) {
  std::vector<const Group*> parts;
  for (const Group& group : model.groups) {
    if (group.point == point) parts.push_back(&group);
  }
  return parts;
}

void prove(const Model& model, const ir::Policy& policy, Sink& sink) {
  for (const Attachment& attachment : model.attachments) {
    const auto groups = groups_of(attachment, model);
    if (groups) prove(policy.point(attachment.instance), *groups, policy, sink);
  }
  for (const Group& group : model.groups) {
    if (!group.inner_access || !policy.point(group.point).security_group()->instances.empty()) continue;
    const Group* const alone[] = {&group};  // no instance has it, so that it is in one part
    prove(policy.point(group.point), alone, policy, sink);
  }
}

}  // namespace sgc::targets::alibaba
