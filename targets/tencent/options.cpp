#include "targets/tencent/options.h"

#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kApproximate[] = {"off", "safe"};
constexpr std::string_view kHealthSources[] = {"vip", "reserved"};
constexpr std::int64_t kMostQuota = 1'000'000;

}  // namespace

Options::Options(const ir::TargetSettings* settings)
    : templates(kTemplatesWherePractical),
      templates_when_short(kTemplatesWhereverTheySave),
      bindings(settings),
      quotas(quota_table(), settings) {
  if (settings == nullptr) return;
  region = settings->text("region", "");
  approximate = settings->text("approximate", "off") == "safe";
  spread = settings->on("spread", false);
  reserved_health = settings->text("health-source", "vip") == "reserved";
  const std::string use = settings->text("templates", "");
  if (use == "on") templates = kTemplatesWhereverTheySave;
  if (use == "off") templates = templates_when_short = kNoTemplates;
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, kApproximate},
      {"spread", Form::Choice, kOnOff},
      {"templates", Form::Choice, kOnOff},
      {"health-source", Form::Choice, kHealthSources},
      {"quota", Form::Quota, quota_names(), 1, kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::tencent
