#include "targets/alibaba/facts.h"

namespace sgc::targets::alibaba {
namespace {

constexpr cloud::QuotaRow kQuotas[] = {
    {quota::kGroups, 100, "security groups of an account in a region", "2026-11", "limits of security groups", true},
    {quota::kRules, 200, "rules of a security group, both directions together", "2024-11", "AuthorizeSecurityGroup"},
    {quota::kReferences, 20, "groups that the rules of a security group refer to", "2024-11", "AuthorizeSecurityGroup"},
    {quota::kGroupsPerInstance, 5, "security groups on an instance", "2026-11", "limits of security groups"},
    {quota::kInstanceRules, 1000, "rules of all groups of an instance", "2026-11", "limits of security groups"},
    {quota::kLevels, kLastLevel, "priorities of a list, 100 being kept for the closing rules", "2024-11",
     "AuthorizeSecurityGroup"},
};
constexpr auto kQuotaNames = cloud::quota_names(kQuotas);

constexpr std::string_view kGroupStarts[] = {"sg-"};
constexpr std::string_view kInstanceStarts[] = {"i-"};
constexpr std::string_view kNetworkStarts[] = {"vpc-"};
constexpr std::string_view kPrefixListStarts[] = {"pl-"};
constexpr std::string_view kRefusedStarts[] = {"_"};

constexpr std::string_view kSigns = "!#$%&'()*+,-./:;=?@[]^_{|}~";

}  // namespace

std::span<const cloud::QuotaRow> quota_table() { return kQuotas; }

std::span<const std::string_view> quota_names() {
  return std::span<const std::string_view>(kQuotaNames).first(kQuotaNames.size() - 1);  // without the levels
}

const cloud::NameRule kNameRule{128, kRefusedStarts, 2};
const cloud::TextRule kGroupTextRule{256, true, kSigns};
const cloud::TextRule kRuleTextRule{512, true, kSigns};

const std::span<const std::string_view> kGroupIds{kGroupStarts};
const std::span<const std::string_view> kInstanceIds{kInstanceStarts};
const std::span<const std::string_view> kNetworkIds{kNetworkStarts};
const std::span<const std::string_view> kPrefixListIds{kPrefixListStarts};

}  // namespace sgc::targets::alibaba
