// What is worth a word on any cloud, whatever the lists say. Each function is one finding; a target calls those that
// are true of it.
#pragma once

#include <span>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "targets/cloud/text_rule.h"

namespace sgc::targets::cloud {

constexpr std::size_t kRecommendedGroups = 5;  // on one instance; what all three clouds recommend or allow

// More security groups on an instance than kRecommendedGroups.
void lint_many_groups(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink);

// An instance and a group of it in networks of different kinds; with `one_network`, in different networks. An instance
// that names no network is in that of its groups.
void lint_networks(const ir::Policy& policy, std::span<const ir::PointId> points, bool one_network, Sink& sink);

// Security groups that no instance is in and nothing refers to, where the policy has instances.
void lint_unused_groups(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink);

// Points without a description, and points without tags: one note each, with the names.
void lint_descriptions(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink);

// Names that the cloud would refuse, with what they become.
void lint_names(const ir::Policy& policy, std::span<const ir::PointId> points, const NameRule& rule,
                std::string_view cloud, Sink& sink);

// References to points with public members, where a rule has one.
void lint_public_references(const ir::Policy& policy, std::span<const ir::PointId> points,
                            bool (*refers)(const ir::Policy&, const ir::WhoItem&), Sink& sink);

// Groups that rules name and that are written by their members' addresses, because an instance tells these from the
// machines that hold the group: a note each.
void lint_misfits(const ir::Policy& policy, std::span<const ir::PointId> points,
                  bool (*refers)(const ir::Policy&, const ir::WhoItem&), Sink& sink);

}  // namespace sgc::targets::cloud
