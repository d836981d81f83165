// Files that a run which was killed left behind, and folders of them: whole or half, under hidden names that nobody
// reads.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sgc::driver {

// Removes them from the output folder and from the folders below it that `files` are about to be written to.
// Before: this process holds the lock of `directory`, so that they belong to nobody who lives.
void remove_leftovers(const std::string& directory,
                      const std::vector<std::pair<std::string, std::string_view>>& files);

}  // namespace sgc::driver
