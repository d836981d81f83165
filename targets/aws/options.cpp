#include "targets/aws/options.h"

#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

constexpr std::string_view kDenyAs[] = {"error", "complement", "acl"};

DenyAs deny_as_of(std::string_view word) {
  if (word == "complement") return DenyAs::Complement;
  return word == "acl" ? DenyAs::Acl : DenyAs::Error;
}

}  // namespace

Options::Options(const ir::TargetSettings* settings) : cloud::Options(settings, quota_table()) {
  if (settings == nullptr) return;
  prefix_lists = settings->on("prefix-lists", false);
  deny_as = deny_as_of(settings->text("deny-as", "error"));
}

std::span<const ir::OptionSpec> option_specs() {
  using Form = ir::OptionSpec::Form;
  static const ir::OptionSpec kSpecs[] = {
      {"region", Form::Text},
      {"approximate", Form::Choice, cloud::kApproximate},
      {"spread", Form::Choice, cloud::kOnOff},
      {"deny-as", Form::Choice, kDenyAs},
      {"prefix-lists", Form::Choice, cloud::kOnOff},
      {"quota", Form::Quota, quota_names(), 1, cloud::kMostQuota},
  };
  return kSpecs;
}

}  // namespace sgc::targets::aws
