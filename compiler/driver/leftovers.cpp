#include "compiler/driver/leftovers.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

// ".sgc-PID-N", as FileBatch names what is not yet in its place.
bool is_leftover(const fs::directory_entry& entry) {
  constexpr std::string_view kPrefix = ".sgc-";
  const std::string name = entry.path().filename().string();
  const bool named_so =
      name.starts_with(kPrefix) && std::all_of(name.begin() + kPrefix.size(), name.end(),
                                               [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  std::error_code error;
  return named_so && entry.is_regular_file(error) && !entry.is_symlink(error);
}

}  // namespace

void remove_leftovers(const std::string& directory,
                      const std::vector<std::pair<std::string, std::string_view>>& files) {
  std::set<fs::path> folders{directory};
  for (const auto& [path, bytes] : files) {
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.lexically_relative(directory).empty() &&
        *folder.lexically_relative(directory).begin() != "..")
      folders.insert(folder);
  }

  std::error_code error;  // what cannot be read or removed stays: it harms nobody
  for (const fs::path& folder : folders) {
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (is_leftover(*at)) fs::remove(at->path(), ignored);
    }
  }
}

}  // namespace sgc::driver
