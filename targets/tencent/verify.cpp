#include "targets/tencent/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/cloud/frame.h"
#include "targets/cloud/plan_findings.h"
#include "targets/cloud/read_plan.h"
#include "targets/cloud/sides.h"
#include "targets/tencent/balancers.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/meaning.h"
#include "targets/tencent/read.h"

namespace sgc::targets::tencent {
namespace {

using cloud::LineList;

// What read.cpp reads as rules.
constexpr cloud::RuleMember kRuleMembers[] = {
    {"ModifySecurityGroupPolicies", "SecurityGroupPolicySet"},
    {"ModifyNetworkAclEntries", "NetworkAclEntrySet"},
    {"ModifyNetworkAclEntries", "NetworkAclQuintupleSet"},
    {"CreateAddressTemplate", "Addresses"},
    {"CreateAddressTemplateGroup", "AddressTemplateIds"},
    {"CreateServiceTemplate", "Services"},
};

class Verification {
 public:
  Verification(const Model& model, const ir::Policy& policy, Sink& sink) : model_(model), policy_(policy), sink_(sink) {}

  void verify(ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    if (point.instance() != nullptr) {
      verify_instance(id);
    } else if (point.acl() != nullptr) {
      verify_acl(id);
    } else if (says_its_own_list(point)) {
      verify_group(id);
    }
  }

 private:
  // A group that instances have is a part of their lists, and those are asked.
  bool says_its_own_list(const ir::Point& point) const {
    if (point.external()) return false;
    if (point.load_balancer() != nullptr) return takes_group(policy_, point);
    return point.security_group()->instances.empty();
  }

  void verify_group(ir::PointId id) {
    const auto group = std::find_if(model_.groups.begin(), model_.groups.end(),
                                    [&](const Group& each) { return each.point == id; });
    if (group == model_.groups.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    for (const ir::Direction direction : ir::kDirections) {
      LineList lines;
      append_lines(lines, group->list(direction), model_, policy_);
      compare(id, direction, lines);
    }
  }

  void verify_instance(ir::PointId id) {
    const auto attachment = std::find_if(model_.attachments.begin(), model_.attachments.end(),
                                         [&](const Attachment& each) { return each.instance == id; });
    if (attachment == model_.attachments.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    const bool known = std::all_of(attachment->groups.begin(), attachment->groups.end(), [](const AttachedGroup& each) {
      return each.group != AttachedGroup::kElsewhere;
    });
    if (!known) return;  // external, or not asked for
    for (const ir::Direction direction : ir::kDirections) {
      LineList lines;
      for (const AttachedGroup& each : attachment->groups) {
        append_lines(lines, model_.groups[each.group].list(direction), model_, policy_);
      }
      compare(id, direction, lines);
    }
  }

  void verify_acl(ir::PointId id) {
    const auto acl =
        std::find_if(model_.acls.begin(), model_.acls.end(), [&](const Acl& each) { return each.point == id; });
    if (acl == model_.acls.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    for (const ir::Direction direction : ir::kDirections) {
      LineList lines;
      append_lines(lines, acl->list(direction), direction);
      compare(id, direction, lines);
    }
  }

  void compare(ir::PointId id, ir::Direction direction, const LineList& lines) {
    const ir::Point& point = policy_.point(id);
    const LineList wanted = LineList::of(policy_, point.list(direction), direction);
    const AddressSet& near = cloud::near_addresses(policy_, point, direction);
    const auto found = cloud::disagreement(lines, wanted, cloud::Demand::Same, direction, near, never_met());
    if (found) cloud::report_difference(point, direction, *found, kFolder, sink_);
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

}  // namespace sgc::targets::tencent
