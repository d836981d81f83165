// The parts of an nftables file that sgc wrote, and which of them the kernel refuses: nft itself blames lines
// that have nothing to do with it when elements overlap, sometimes hundreds of lines away.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sgc::driver {

// One set, map or chain of a table.
struct NftObject {
  std::string table;  // "inet sgc-backend"
  std::string kind;   // set, map, chain
  std::string name;
  std::string text;  // "map x { … }"
};

// In the order of the file. Reads files whose blocks open at the end of a line and close on a line of their
// own.
std::vector<NftObject> nft_objects(std::string_view file);

// Whether the kernel takes this text.
using TryNft = std::function<bool(const std::string& text)>;

// The first set or map that is refused when it stands alone in its table beside empty chains: "map
// allowed.v4". Nothing where each alone is taken.
std::optional<std::string> refused_object(std::string_view file, const TryNft& taken);

}  // namespace sgc::driver
