#include "targets/tencent/prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/meaning.h"

namespace sgc::targets::tencent {
namespace {

using cloud::LineList;

bool is_known(const Attachment& attachment) {
  return std::none_of(attachment.groups.begin(), attachment.groups.end(),
                      [](const AttachedGroup& each) { return each.group == AttachedGroup::kElsewhere; });
}

// The rules of all groups in order of binding, each with the place it comes from.
struct Composed {
  LineList lines;
  std::vector<const Entry*> entries;
};

Composed compose(const Attachment& attachment, ir::Direction direction, const Model& model, const ir::Policy& policy) {
  Composed composed;
  for (const AttachedGroup& attached : attachment.groups) {
    const GroupList& list = model.groups[attached.group].list(direction);
    append_lines(composed.lines, list, model, policy);
    for (const Entry& entry : list.entries) composed.entries.push_back(&entry);
  }
  composed.lines.otherwise(false);
  return composed;
}

void report(const ir::Policy& policy, const Attachment& attachment, ir::Direction direction, const Composed& composed,
            const cloud::Disagreement& found, Sink& sink) {
  const ir::Point& instance = policy.point(attachment.instance);
  const std::string does = found.first_allows ? "let through" : "deny";
  const std::string says = found.first_allows ? "denies" : "lets through";
  Diagnostic diagnostic = diagnose(kind::InstanceDiffers, instance.span, instance.name, std::string(kCloud), does, says)
                              .with_packet(ir::to_string(found.packet))
                              .at_point(instance.name, std::string(to_string(direction)));
  const ir::RuleList& list = instance.list(direction);
  const Span decides = found.second_line ? list.rules[*found.second_line].span : list.otherwise.span;
  diagnostic.notes.push_back({decides, "this decides in the policy"});
  if (found.first_line) diagnostic.notes.push_back({composed.entries[*found.first_line]->where, "this decides there"});
  diagnostic.help =
      "the cloud reads the groups one after the other and drops what none has decided: put a group with «default "
      "allow» last, and write «default deny» in every group of an instance that is not to let everything through";
  sink.report(std::move(diagnostic));
}

}  // namespace

void prove_instances(const Model& model, const ir::Policy& policy, Sink& sink) {
  for (const Attachment& attachment : model.attachments) {
    if (!is_known(attachment)) continue;
    const ir::Point& instance = policy.point(attachment.instance);
    for (const ir::Direction direction : ir::kDirections) {
      const Composed composed = compose(attachment, direction, model, policy);
      const LineList wanted = LineList::of(policy, instance.list(direction), direction);
      const auto found = cloud::disagreement(composed.lines, wanted, cloud::Demand::Same, direction,
                                             policy.addresses(instance.addresses), never_met());
      if (found) report(policy, attachment, direction, composed, *found, sink);
    }
  }
}

}  // namespace sgc::targets::tencent
