// What Alibaba Cloud takes: the version of its API, quotas, priorities, texts, and the forms of its ids. Dated facts,
// no decisions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "targets/cloud/quota.h"
#include "targets/cloud/text_rule.h"

namespace sgc::targets::alibaba {

inline constexpr std::string_view kCloud = "Alibaba Cloud";
inline constexpr std::string_view kFolder = "alibaba";
inline constexpr std::string_view kService = "ecs";
inline constexpr std::string_view kVersion = "2014-05-26";

// Priorities: 1 counts first; among equals a drop does. The last is kept for the rules that close a list.
using Level = std::uint8_t;
inline constexpr Level kFirstLevel = 1;
inline constexpr Level kLastLevel = 99;
inline constexpr Level kClosingLevel = 100;

inline constexpr std::size_t kMostPermissions = 100;  // rules in one call

// Names for `quota NAME N`.
namespace quota {
inline constexpr std::string_view kGroups = "groups";
inline constexpr std::string_view kRules = "rules";
inline constexpr std::string_view kReferences = "references";
inline constexpr std::string_view kGroupsPerInstance = "groups-per-instance";
inline constexpr std::string_view kInstanceRules = "rules-per-instance";
inline constexpr std::string_view kLevels = "levels";  // in the bill alone: nobody raises it
}  // namespace quota

std::span<const cloud::QuotaRow> quota_table();
std::span<const std::string_view> quota_names();

extern const cloud::NameRule kNameRule;
extern const cloud::TextRule kGroupTextRule;
extern const cloud::TextRule kRuleTextRule;

// How ids begin.
extern const std::span<const std::string_view> kGroupIds;
extern const std::span<const std::string_view> kInstanceIds;
extern const std::span<const std::string_view> kNetworkIds;
extern const std::span<const std::string_view> kPrefixListIds;

}  // namespace sgc::targets::alibaba
