// What a cloud allows of each thing, as dated figures that a policy overrides with `quota NAME N`.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/ir/target_settings.h"

namespace sgc::targets::cloud {

struct QuotaRow {
  std::string_view name;   // as `quota NAME N` and the bill say it
  std::uint64_t limit;     // unless the policy says otherwise
  std::string_view what;   // what is counted: "inbound rules of a security group"
  std::string_view as_of;  // when the figure was read: "2025-12"
  std::string_view from;   // where
  bool of_account = false; // counts what the policy does not see, too: sgc cannot know whether it is exceeded
};

// The names of a table, for the target's option `quota`.
template <std::size_t Count>
constexpr std::array<std::string_view, Count> quota_names(const QuotaRow (&rows)[Count]) {
  std::array<std::string_view, Count> names{};
  for (std::size_t i = 0; i < Count; ++i) names[i] = rows[i].name;
  return names;
}

class Quotas {
 public:
  // `settings` may be null. The table outlives the object.
  Quotas(std::span<const QuotaRow> table, const ir::TargetSettings* settings) : table_(table), settings_(settings) {}

  std::span<const QuotaRow> table() const { return table_; }

  // The row of that name. Before: the table has it.
  const QuotaRow& row(std::string_view name) const;

  // What the policy says, else the table.
  std::uint64_t limit(std::string_view name) const;
  bool overridden(std::string_view name) const;

 private:
  std::span<const QuotaRow> table_;
  const ir::TargetSettings* settings_;
};

}  // namespace sgc::targets::cloud
