#include "targets/cloud/bindings.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kIdSigns = "-_./:";  // of ids, ARNs and names at the three clouds
constexpr std::size_t kMostInputsNamed = 8;

bool can_be_id(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kIdSigns.find(c) != std::string_view::npos;
  });
}

// It stands in the command lines that a plan gives.
void check_region(const ir::TargetSettings& settings, Sink& sink) {
  const auto found = settings.options.find("region");
  if (found == settings.options.end()) return;
  const std::string region = settings.text("region", "");
  const bool plain = !region.empty() && std::all_of(region.begin(), region.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (plain) return;
  sink.report(diagnose(kind::UnusableId, found->second.span, std::string("region"), region)
                  .with_help("regions are small letters, digits and «-», as the cloud shows them: region \"us-east-1\""));
}

std::string listed(std::span<const std::string_view> starts) {
  std::string text;
  for (const std::string_view start : starts) {
    if (!text.empty()) text += " or ";
    text += fmt::format("{}…", start);
  }
  return text;
}

}  // namespace

const ir::BoundId* Bindings::find(std::string_view name) const {
  if (settings_ == nullptr) return nullptr;
  const auto found = settings_->bindings.find(name);
  return found == settings_->bindings.end() ? nullptr : &found->second;
}

bool Bindings::starts(std::string_view name, std::string_view prefix) const {
  const ir::BoundId* const bound = find(name);
  return bound != nullptr && std::string_view(bound->id).starts_with(prefix);
}

std::string Bindings::id(std::string_view name) const {
  const ir::BoundId* const bound = find(name);
  return bound != nullptr ? bound->id : placeholder(name);
}

void Bindings::check(Sink& sink) const {
  if (settings_ == nullptr) return;
  check_region(*settings_, sink);
  for (const auto& [name, bound] : settings_->bindings) {
    if (can_be_id(bound.id)) continue;
    sink.report(diagnose(kind::UnusableId, bound.span, name, bound.id)
                    .with_help("ids are letters, digits and «- _ . / :», as the cloud shows them: bind " + name +
                               " \"sg-0123456789\""));
  }
}

void Bindings::check_form(std::string_view name, std::span<const std::string_view> starts, std::string_view what,
                          std::string_view cloud, Sink& sink) const {
  const ir::BoundId* const bound = find(name);
  if (bound == nullptr || !can_be_id(bound->id)) return;
  const bool known = std::any_of(starts.begin(), starts.end(), [&](std::string_view start) {
    return std::string_view(bound->id).starts_with(start);
  });
  if (known) return;
  sink.report(diagnose(kind::OddId, bound->span, bound->id, std::string(name), std::string(what), std::string(cloud))
                  .with_help(fmt::format("such ids begin with {}", listed(starts))));
}

void report_inputs(const Plan& plan, std::string_view cloud, Sink& sink) {
  if (plan.inputs().empty()) return;
  std::string names;
  for (std::size_t i = 0; i < plan.inputs().size() && i < kMostInputsNamed; ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", plan.inputs()[i].what);
  }
  if (plan.inputs().size() > kMostInputsNamed) {
    names += fmt::format(" … ({} more)", plan.inputs().size() - kMostInputsNamed);
  }
  sink.report(diagnose(kind::PlanAsksForIds, Span{}, std::string(cloud), names)
                  .with_help("bind them in the target block, or give them when the plan is applied"));
}

}  // namespace sgc::targets::cloud
