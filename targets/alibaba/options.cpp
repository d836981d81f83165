#include "targets/alibaba/options.h"

#include "targets/alibaba/facts.h"

namespace sgc::targets::alibaba {
namespace {

constexpr std::string_view kGroupTypes[] = {"basic", "enterprise"};

}  // namespace

Options::Options(const ir::TargetSettings* settings) : cloud::Options(settings, quota_table()) {
  if (settings == nullptr) return;
  owner_account = settings->text("owner-account", "");
  enterprise = settings->text("group-type", "basic") == "enterprise";
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, cloud::kApproximate},
      {"spread", Form::Choice, cloud::kOnOff},
      {"group-type", Form::Choice, kGroupTypes},
      {"owner-account", Form::Text},
      {"quota", Form::Quota, quota_names(), 1, cloud::kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::alibaba
