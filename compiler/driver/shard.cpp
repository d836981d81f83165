#include "compiler/driver/shard.h"

#include "compiler/driver/numbers.h"

namespace sgc::driver {

std::optional<Shard> parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;

  const auto index = parse_number(text.substr(0, slash), 1, kMostShards);
  const auto count = parse_number(text.substr(slash + 1), 1, kMostShards);
  if (!index || !count || *index > *count) return std::nullopt;
  return Shard{static_cast<unsigned>(*index), static_cast<unsigned>(*count)};
}

}  // namespace sgc::driver
