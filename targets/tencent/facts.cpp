#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

// The live figures of an account are those of vpc.DescribeSecurityGroupLimits and vpc.DescribeTemplateLimits.
constexpr cloud::QuotaRow kQuotas[] = {
    {quota::kGroups, 50, "security groups of a project in a region", "2026-11", "DescribeSecurityGroupLimits", true},
    {quota::kRules, 100, "rules of a security group in one direction", "2026-11", "use limits of security groups"},
    {quota::kReferences, 10, "rules of a security group that refer to groups", "2026-11", "DescribeSecurityGroupLimits"},
    {quota::kGroupsPerInstance, 5, "security groups on an instance", "2026-11", "use limits of security groups"},
    {quota::kBalancerRules, 512, "rules of a load balancer's group with templates and references expanded", "2025-12",
     "security groups of load balancers"},
    {quota::kAclRules, 20, "rules of a network ACL in one direction", "2026-11", "use limits of network ACLs"},
    {quota::kAcls, 50, "network ACLs of a network", "2026-11", "use limits of network ACLs", true},
    {quota::kTemplateMembers, 20, "members of an address or service template", "2026-11", "DescribeTemplateLimits"},
    {quota::kTemplatesPerGroup, 20, "templates in a template group", "2026-11", "DescribeTemplateLimits"},
};
constexpr auto kQuotaNames = cloud::quota_names(kQuotas);

constexpr std::string_view kGroupStarts[] = {"sg-"};
constexpr std::string_view kInstanceStarts[] = {"ins-"};
constexpr std::string_view kBalancerStarts[] = {"lb-", "sg-"};
constexpr std::string_view kAclStarts[] = {"acl-"};
constexpr std::string_view kNetworkStarts[] = {"vpc-"};
constexpr std::string_view kTemplateStarts[] = {"ipm-", "ipmg-"};

}  // namespace

std::span<const cloud::QuotaRow> quota_table() { return kQuotas; }
std::span<const std::string_view> quota_names() { return kQuotaNames; }

const cloud::TextRule kDescriptionRule{100, true, "!#$%&'()*+,-./:;=?@[]^_{|}~"};

const std::span<const std::string_view> kGroupIds{kGroupStarts};
const std::span<const std::string_view> kInstanceIds{kInstanceStarts};
const std::span<const std::string_view> kBalancerIds{kBalancerStarts};
const std::span<const std::string_view> kAclIds{kAclStarts};
const std::span<const std::string_view> kNetworkIds{kNetworkStarts};
const std::span<const std::string_view> kAddressTemplateIds{kTemplateStarts};

}  // namespace sgc::targets::tencent
