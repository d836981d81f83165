#include "targets/cloud/options.h"

namespace sgc::targets::cloud {

Options::Options(const ir::TargetSettings* settings, std::span<const QuotaRow> quota_table)
    : bindings(settings), quotas(quota_table, settings) {
  if (settings == nullptr) return;
  region = settings->text("region", "");
  approximate = settings->text("approximate", "off") == "safe";
  spread = settings->on("spread", false);
}

}  // namespace sgc::targets::cloud
