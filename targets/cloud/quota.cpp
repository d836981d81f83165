#include "targets/cloud/quota.h"

#include <algorithm>
#include <string>

#include "compiler/support/assert.h"

namespace sgc::targets::cloud {

const QuotaRow& Quotas::row(std::string_view name) const {
  const auto found = std::find_if(table_.begin(), table_.end(), [&](const QuotaRow& row) { return row.name == name; });
  SGC_ASSERT(found != table_.end(), "no quota is called " + std::string(name));
  return *found;
}

bool Quotas::overridden(std::string_view name) const {
  return settings_ != nullptr && settings_->quotas.find(name) != settings_->quotas.end();
}

std::uint64_t Quotas::limit(std::string_view name) const {
  if (!overridden(name)) return row(name).limit;
  return static_cast<std::uint64_t>(std::get<std::int64_t>(settings_->quotas.find(name)->second.value));
}

}  // namespace sgc::targets::cloud
