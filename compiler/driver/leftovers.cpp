#include "compiler/driver/leftovers.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

// ".sgc-PID-N", as FileBatch names files and folders that are not yet in their places.
bool is_leftover(const fs::directory_entry& entry) {
  constexpr std::string_view kPrefix = ".sgc-";
  const std::string name = entry.path().filename().string();
  const bool named_so =
      name.starts_with(kPrefix) && std::all_of(name.begin() + kPrefix.size(), name.end(),
                                               [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  std::error_code error;
  return named_so && !entry.is_symlink(error) && (entry.is_regular_file(error) || entry.is_directory(error));
}

}  // namespace

void remove_leftovers(const std::string& directory,
                      const std::vector<std::pair<std::string, std::string_view>>& files) {
  std::set<std::string_view> named;  // thousands of files lie in a few folders
  for (const auto& [path, bytes] : files) named.insert(std::string_view(path).substr(0, path.rfind('/')));
  std::set<fs::path> folders{directory};
  for (const fs::path folder : named) {
    const fs::path below = folder.lexically_relative(directory);
    if (!below.empty() && *below.begin() != "..") folders.insert(folder);
  }

  std::error_code error;  // what cannot be read or removed stays: it harms nobody
  for (const fs::path& folder : folders) {
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (is_leftover(*at)) fs::remove_all(at->path(), ignored);
    }
  }
}

}  // namespace sgc::driver
