// How the front half of the compiler asks for a file that a policy names. The driver gives one that reads the
// disk and keeps to the allowed folders; tests give one that holds texts in memory. Nobody else opens files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "compiler/support/source_map.h"

namespace sgc {

struct LoadedFile {
  enum class Status {
    Ok,
    Missing,     // no such file
    Unreadable,  // it is there and cannot be read; `reason` says why
    Outside,     // the path leaves the folders that may be read (links followed)
    Damaged,     // a .gz or .zst that does not decompress; `reason` says why
  };

  Status status = Status::Missing;
  std::string reason;                        // for people, where status is not Ok
  std::string identity;                      // equal for two paths that reach the same file; set when Ok
  std::string shown_name;                    // relative to the folder of the first FILE; set when Ok
  std::shared_ptr<const TextBuffer> buffer;  // decompressed; set when Ok
};

class Loader {
 public:
  virtual ~Loader() = default;

  // Reads `path` as written in the file whose shown name is `from` (relative to that file's folder; an include
  // is then looked for in the -I folders too). .gz and .zst are decompressed. Remembered for the depfile and
  // the manifest. Never reports; the caller does, with the place.
  virtual LoadedFile load_include(std::string_view path, std::string_view from) = 0;
  virtual LoadedFile load_feed(std::string_view path, std::string_view from) = 0;
};

}  // namespace sgc
