#include "targets/aws/options.h"

#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kApproximate[] = {"off", "safe"};
constexpr std::string_view kDenyAs[] = {"error", "complement", "acl"};
constexpr std::int64_t kMostQuota = 1'000'000;

DenyAs deny_as_of(std::string_view word) {
  if (word == "complement") return DenyAs::Complement;
  return word == "acl" ? DenyAs::Acl : DenyAs::Error;
}

}  // namespace

Options::Options(const ir::TargetSettings* settings) : bindings(settings), quotas(quota_table(), settings) {
  if (settings == nullptr) return;
  region = settings->text("region", "");
  approximate = settings->text("approximate", "off") == "safe";
  spread = settings->on("spread", false);
  prefix_lists = settings->on("prefix-lists", false);
  deny_as = deny_as_of(settings->text("deny-as", "error"));
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, kApproximate},
      {"spread", Form::Choice, kOnOff},
      {"deny-as", Form::Choice, kDenyAs},
      {"prefix-lists", Form::Choice, kOnOff},
      {"quota", Form::Quota, quota_names(), 1, kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::aws
