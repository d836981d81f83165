// What AWS takes: versions of its APIs, quotas, texts, and the forms of its ids. Dated facts, no decisions.
#pragma once

#include <span>
#include <string_view>

#include "targets/cloud/quota.h"
#include "targets/cloud/text_rule.h"

namespace sgc::targets::aws {

inline constexpr std::string_view kCloud = "AWS";
inline constexpr std::string_view kFolder = "aws";

namespace api {
inline constexpr std::string_view kEc2 = "ec2";
inline constexpr std::string_view kElb = "elb";      // classic load balancers
inline constexpr std::string_view kElbV2 = "elbv2";  // application and network load balancers
inline constexpr std::string_view kEc2Version = "2016-11-15";
inline constexpr std::string_view kElbVersion = "2012-06-01";
inline constexpr std::string_view kElbV2Version = "2015-12-01";
}  // namespace api

// Names for `quota NAME N`.
namespace quota {
inline constexpr std::string_view kGroups = "groups";
inline constexpr std::string_view kRules = "rules";
inline constexpr std::string_view kGroupsPerInstance = "groups-per-instance";
inline constexpr std::string_view kPrefixLists = "prefix-lists";
inline constexpr std::string_view kPrefixListEntries = "prefix-list-entries";
inline constexpr std::string_view kAclRules = "acl-rules";
inline constexpr std::string_view kAcls = "acls";
}  // namespace quota

std::span<const cloud::QuotaRow> quota_table();
std::span<const std::string_view> quota_names();

extern const cloud::NameRule kNameRule;
extern const cloud::TextRule kDescriptionRule;  // of a group and of a rule
extern const cloud::TextRule kTagKeyRule;
extern const cloud::TextRule kTagValueRule;

// How ids begin.
extern const std::span<const std::string_view> kGroupIds;
extern const std::span<const std::string_view> kInstanceIds;
extern const std::span<const std::string_view> kAclIds;
extern const std::span<const std::string_view> kNetworkIds;
extern const std::span<const std::string_view> kPrefixListIds;
inline constexpr std::string_view kGroupIdStart = "sg-";
inline constexpr std::string_view kArnStart = "arn:";
inline constexpr std::string_view kOwnTagKeys = "aws:";  // how keys begin that nobody else sets, whatever the case

// Numbers of a network ACL's rules: with gaps, so that a rule can be put between two of them by hand.
inline constexpr std::uint32_t kFirstRuleNumber = 100;
inline constexpr std::uint32_t kRuleNumberGap = 10;
inline constexpr std::uint32_t kMostRuleNumber = 32766;

inline constexpr std::uint64_t kMostEntriesAtOnce = 100;  // of a prefix list in one call

// EC2-Classic's group around its load balancers, which nobody can change.
inline constexpr std::string_view kClassicBalancerOwner = "amazon-elb";
inline constexpr std::string_view kClassicBalancerGroup = "amazon-elb-sg";

}  // namespace sgc::targets::aws
