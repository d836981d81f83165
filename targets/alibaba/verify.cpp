#include "targets/alibaba/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/alibaba/meaning.h"
#include "targets/alibaba/prove.h"
#include "targets/alibaba/read.h"
#include "targets/cloud/frame.h"
#include "targets/cloud/plan_findings.h"
#include "targets/cloud/read_plan.h"

namespace sgc::targets::alibaba {
namespace {

// What read.cpp reads as rules.
constexpr cloud::RuleMember kRuleMembers[] = {
    {"AuthorizeSecurityGroup", "Permissions"},
    {"AuthorizeSecurityGroupEgress", "Permissions"},
};

class Verification {
 public:
  Verification(const Model& model, const ir::Policy& policy, Sink& sink) : model_(model), policy_(policy), sink_(sink) {}

  void verify(ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    const ir::SecurityGroupPart* const group = point.security_group();
    if (point.instance() != nullptr) {
      verify_instance(id);
    } else if (group != nullptr && !group->external && group->instances.empty()) {
      verify_group(id);  // one that instances have is a part of their lists, and those are asked
    }
  }

 private:
  void verify_group(ir::PointId id) {
    const std::vector<const Group*> parts = parts_of(id, model_);
    if (parts.empty()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    compare(id, parts);
  }

  void verify_instance(ir::PointId id) {
    const auto attachment = std::find_if(model_.attachments.begin(), model_.attachments.end(),
                                         [&](const Attachment& each) { return each.instance == id; });
    if (attachment == model_.attachments.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    const auto groups = groups_of(*attachment, model_);
    if (groups) return compare(id, *groups);
    report_unknown_groups(id, *attachment);
  }

  // Groups that the plan does not make must be ones that it was right to leave alone.
  void report_unknown_groups(ir::PointId id, const Attachment& attachment) {
    const std::vector<ir::PointId>& wanted = policy_.point(id).instance()->groups;
    const auto elsewhere = [&](ir::PointId group) { return parts_of(group, model_).empty(); };
    const auto missing = std::count_if(wanted.begin(), wanted.end(), elsewhere);
    const auto unknown = std::count_if(attachment.groups.begin(), attachment.groups.end(), [](const AttachedGroup& each) {
      return each.group == AttachedGroup::kElsewhere;
    });
    if (missing != unknown) cloud::report_missing(policy_.point(id), kFolder, sink_);
  }

  void compare(ir::PointId id, std::span<const Group* const> groups) {
    const ir::Point& point = policy_.point(id);
    for (const ir::Direction direction : ir::kDirections) compare(point, direction, groups);
  }

  void compare(const ir::Point& point, ir::Direction direction, std::span<const Group* const> groups) {
    for (const InnerAccess access : kInnerAccesses) {
      const auto found = difference(compose(groups, direction, access, policy_), policy_, point, direction);
      if (!found) continue;
      cloud::report_difference(point, direction, *found, kFolder, sink_);
      return;
    }
  }

  const Model& model_;
  const ir::Policy& policy_;
  Sink& sink_;
};

}  // namespace

void verify_plan(std::span<const OutputFile> files, std::span<const OutputFile> wanted, const ir::Policy& policy,
                 std::span<const ir::PointId> points, const Options& options, Sink& sink) {
  try {
    const Model model = read(files, policy, options);
    Verification verification(model, policy, sink);
    for (const ir::PointId id : points) verification.verify(id);
    cloud::compare_frames(files, wanted, kFolder, kRuleMembers, sink);
  } catch (const cloud::Unreadable& error) {
    sink.report(diagnose(kind::TextUnreadable, Span{}, error.file(), std::string(error.what())));
  }
}

}  // namespace sgc::targets::alibaba
