#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

// The defaults of an account; most can be raised on request. From «Amazon VPC quotas».
constexpr cloud::QuotaRow kQuotas[] = {
    {quota::kGroups, 2500, "security groups of a region", "2026-11", "Amazon VPC quotas", true},
    {quota::kRules, 60, "rules of a security group in one direction and family", "2026-11", "Amazon VPC quotas"},
    {quota::kGroupsPerInstance, 5, "security groups on a network interface", "2026-11", "Amazon VPC quotas"},
    {quota::kPrefixLists, 100, "prefix lists of a region", "2026-11", "Amazon VPC quotas", true},
    {quota::kPrefixListEntries, 1000, "entries of a prefix list", "2026-11", "Amazon VPC quotas"},
    {quota::kAclRules, 20, "rules of a network ACL in one direction and family, the fixed deny included", "2026-11",
     "Amazon VPC quotas"},
    {quota::kAcls, 200, "network ACLs of a network", "2026-11", "Amazon VPC quotas", true},
};
constexpr auto kQuotaNames = cloud::quota_names(kQuotas);

constexpr std::string_view kGroupStarts[] = {"sg-"};
constexpr std::string_view kRefusedNames[] = {"sg-", "default"};  // an id's form; each network's own group
constexpr std::string_view kInstanceStarts[] = {"i-"};
constexpr std::string_view kAclStarts[] = {"acl-"};
constexpr std::string_view kNetworkStarts[] = {"vpc-"};
constexpr std::string_view kPrefixListStarts[] = {"pl-"};

constexpr std::size_t kMostText = 255;
constexpr std::size_t kMostTagKey = 128;

}  // namespace

std::span<const cloud::QuotaRow> quota_table() { return kQuotas; }
std::span<const std::string_view> quota_names() { return kQuotaNames; }

const cloud::NameRule kNameRule{kMostText, kRefusedNames};
const cloud::TextRule kDescriptionRule{kMostText, false, "._-:/()#,@[]+=;{}!$*"};
const cloud::TextRule kTagKeyRule{kMostTagKey, false, "+-=._:/@"};
const cloud::TextRule kTagValueRule{kMostText, false, "+-=._:/@"};

const std::span<const std::string_view> kGroupIds{kGroupStarts};
const std::span<const std::string_view> kInstanceIds{kInstanceStarts};
const std::span<const std::string_view> kAclIds{kAclStarts};
const std::span<const std::string_view> kNetworkIds{kNetworkStarts};
const std::span<const std::string_view> kPrefixListIds{kPrefixListStarts};

}  // namespace sgc::targets::aws
