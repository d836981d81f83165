#include "targets/aws/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"
#include "targets/aws/lower.h"
#include "targets/aws/meaning.h"
#include "targets/aws/prove.h"
#include "targets/aws/read.h"
#include "targets/cloud/frame.h"
#include "targets/cloud/plan_findings.h"
#include "targets/cloud/read_plan.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::aws {
namespace {

using cloud::LineList;

// What read.cpp reads as rules.
constexpr cloud::RuleMember kRuleMembers[] = {
    {"AuthorizeSecurityGroupIngress", "IpPermissions"},
    {"AuthorizeSecurityGroupEgress", "IpPermissions"},
    {"RevokeSecurityGroupEgress", "IpPermissions"},
    {"CreateManagedPrefixList", "Entries"},
    {"CreateManagedPrefixList", "MaxEntries"},
    {"CreateNetworkAclEntry", "RuleNumber"},
    {"CreateNetworkAclEntry", "Protocol"},
    {"CreateNetworkAclEntry", "RuleAction"},
    {"CreateNetworkAclEntry", "Egress"},
    {"CreateNetworkAclEntry", "CidrBlock"},
    {"CreateNetworkAclEntry", "Ipv6CidrBlock"},
    {"CreateNetworkAclEntry", "PortRange"},
    {"CreateNetworkAclEntry", "IcmpTypeCode"},
};

class Verification {
 public:
  Verification(const Model& model, const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink)
      : model_(model), policy_(policy), points_(points), sink_(sink) {}

  void run() {
    for (const ir::PointId id : points_) {
      const ir::Point& point = policy_.point(id);
      if (point.external()) continue;
      if (point.instance() != nullptr) {
        verify_instance(id);
      } else if (point.acl() != nullptr) {
        verify_acl(id);
      } else if (says_its_own_list(point)) {
        verify_group(id);
      }
    }
  }

 private:
  // A group that instances have is a part of their lists, and those are asked. In EC2-Classic nothing filters a load
  // balancer.
  bool says_its_own_list(const ir::Point& point) const {
    if (point.load_balancer() != nullptr) return !is_classic(policy_, point);
    return point.security_group()->instances.empty();
  }

  // The rules of all groups that a point is spread on.
  void verify_group(ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    for (const ir::Direction direction : ir::kDirections) {
      if (is_classic(policy_, point) && direction == ir::Direction::Outbound) continue;
      GroupList all;
      for (const Group& group : model_.groups) {
        if (group.point != id) continue;
        const std::vector<Entry>& entries = group.list(direction).entries;
        all.entries.insert(all.entries.end(), entries.begin(), entries.end());
      }
      LineList lines;
      append_lines(lines, all, model_, policy_);
      compare(id, direction, lines);
    }
  }

  void verify_instance(ir::PointId id) {
    const ir::Point& instance = policy_.point(id);
    if (is_classic(policy_, instance)) return;  // its groups are given at launch alone
    const auto attachment = std::find_if(model_.attachments.begin(), model_.attachments.end(),
                                         [&](const Attachment& each) { return each.instance == id; });
    if (attachment == model_.attachments.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    if (!all_known(*attachment)) return;
    for (const ir::Direction direction : ir::kDirections) {
      const auto lines = lines_of(*attachment, direction, model_, policy_);
      if (lines) compare(id, direction, *lines);
    }
  }

  // Whether every group of the instance is in the plan: not external, and asked for.
  bool all_known(const Attachment& attachment) const {
    return std::all_of(attachment.groups.begin(), attachment.groups.end(), [&](const AttachedGroup& each) {
      return !policy_.point(each.point).external() && std::find(points_.begin(), points_.end(), each.point) != points_.end();
    });
  }

  void verify_acl(ir::PointId id) {
    const auto acl =
        std::find_if(model_.acls.begin(), model_.acls.end(), [&](const Acl& each) { return each.point == id; });
    if (acl == model_.acls.end()) return cloud::report_missing(policy_.point(id), kFolder, sink_);
    for (const ir::Direction direction : ir::kDirections) {
      LineList lines;
      append_lines(lines, acl->list(direction));
      compare(id, direction, lines);
    }
  }

  void compare(ir::PointId id, ir::Direction direction, const LineList& lines) {
    const ir::Point& point = policy_.point(id);
    const LineList wanted = LineList::of(policy_, point.list(direction), direction);
    AddressSet near = cloud::near_addresses(policy_, point, direction);
    if (is_classic(policy_, point)) near = near.empty() ? AddressSet::any(Family::V4) : near.restricted_to(Family::V4);
    if (is_classic(policy_, point) && near.empty()) return;
    const auto found = cloud::disagreement(lines, wanted, cloud::Demand::Same, direction, near);
    if (found) cloud::report_difference(point, direction, *found, kFolder, sink_);
  }

  const Model& model_;
  const ir::Policy& policy_;
  std::span<const ir::PointId> points_;
  Sink& sink_;
};

}  // namespace

void verify_plan(std::span<const OutputFile> files, std::span<const OutputFile> wanted, const ir::Policy& policy,
                 std::span<const ir::PointId> points, const Options& options, Sink& sink) {
  try {
    const Model model = read(files, policy, options);
    Verification(model, policy, points, sink).run();
    cloud::compare_frames(files, wanted, kFolder, kRuleMembers, sink);
  } catch (const cloud::Unreadable& error) {
    sink.report(diagnose(kind::TextUnreadable, Span{}, error.file(), std::string(error.what())));
  }
}

}  // namespace sgc::targets::aws
