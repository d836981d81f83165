#include "targets/tencent/options.h"

#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

constexpr std::string_view kHealthSources[] = {"vip", "reserved"};

}  // namespace

Options::Options(const ir::TargetSettings* settings)
    : cloud::Options(settings, quota_table()),
      templates(kTemplatesWherePractical),
      templates_when_short(kTemplatesWhereverTheySave) {
  if (settings == nullptr) return;
  reserved_health = settings->text("health-source", "vip") == "reserved";
  const std::string use = settings->text("templates", "");
  if (use == "on") templates = kTemplatesWhereverTheySave;
  if (use == "off") templates = templates_when_short = kNoTemplates;
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, cloud::kApproximate},
      {"spread", Form::Choice, cloud::kOnOff},
      {"templates", Form::Choice, cloud::kOnOff},
      {"health-source", Form::Choice, kHealthSources},
      {"quota", Form::Quota, quota_names(), 1, cloud::kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::tencent
