// What Tencent Cloud takes: versions of its APIs, quotas, texts, and the forms of its ids. Dated facts, no decisions.
#pragma once

#include <span>
#include <string_view>

#include "targets/cloud/quota.h"
#include "targets/cloud/text_rule.h"

namespace sgc::targets::tencent {

inline constexpr std::string_view kCloud = "Tencent Cloud";
inline constexpr std::string_view kFolder = "tencent";

namespace api {
inline constexpr std::string_view kVpc = "vpc";
inline constexpr std::string_view kCvm = "cvm";
inline constexpr std::string_view kClb = "clb";
inline constexpr std::string_view kVpcVersion = "2017-03-12";  // cvm's, too
inline constexpr std::string_view kClbVersion = "2018-03-17";
}  // namespace api

// Names for `quota NAME N`.
namespace quota {
inline constexpr std::string_view kGroups = "groups";
inline constexpr std::string_view kRules = "rules";
inline constexpr std::string_view kReferences = "references";
inline constexpr std::string_view kGroupsPerInstance = "groups-per-instance";
inline constexpr std::string_view kBalancerRules = "clb-rules";
inline constexpr std::string_view kAclRules = "acl-rules";
inline constexpr std::string_view kAcls = "acls";
inline constexpr std::string_view kTemplateMembers = "template-members";
inline constexpr std::string_view kTemplatesPerGroup = "templates-per-group";
}  // namespace quota

std::span<const cloud::QuotaRow> quota_table();
std::span<const std::string_view> quota_names();

inline constexpr std::size_t kMostListedPorts = 15;  // discrete ports in one rule, as the console takes them

inline constexpr cloud::NameRule kNameRule{60, {}};
extern const cloud::TextRule kDescriptionRule;  // of a group and of a rule

// How ids begin.
extern const std::span<const std::string_view> kGroupIds;
extern const std::span<const std::string_view> kInstanceIds;
extern const std::span<const std::string_view> kBalancerIds;  // the load balancer's own, or its security group's
extern const std::span<const std::string_view> kAclIds;
extern const std::span<const std::string_view> kNetworkIds;
extern const std::span<const std::string_view> kAddressTemplateIds;
inline constexpr std::string_view kGroupIdStart = "sg-";
inline constexpr std::string_view kTemplateGroupIdStart = "ipmg-";

// The addresses from which health checks come where a listener's SourceIpType is 1 (100.64.0.0/10).
inline constexpr std::string_view kReservedHealthSource = "100.64.0.0/10";

}  // namespace sgc::targets::tencent
