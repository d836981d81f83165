#include "targets/alibaba/options.h"

#include "targets/alibaba/facts.h"

namespace sgc::targets::alibaba {
namespace {

constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kApproximate[] = {"off", "safe"};
constexpr std::string_view kGroupTypes[] = {"basic", "enterprise"};
constexpr std::int64_t kMostQuota = 1'000'000;

}  // namespace

Options::Options(const ir::TargetSettings* settings) : bindings(settings), quotas(quota_table(), settings) {
  if (settings == nullptr) return;
  region = settings->text("region", "");
  owner_account = settings->text("owner-account", "");
  approximate = settings->text("approximate", "off") == "safe";
  spread = settings->on("spread", false);
  enterprise = settings->text("group-type", "basic") == "enterprise";
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, kApproximate},
      {"spread", Form::Choice, kOnOff},
      {"group-type", Form::Choice, kGroupTypes},
      {"owner-account", Form::Text},
      {"quota", Form::Quota, quota_names(), 1, kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::alibaba
