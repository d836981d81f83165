// manifest.json: what a run wrote and what it read, each with its SHA-256, so that a pipeline can tell
// whether what it holds is what sgc wrote. The same inputs give the same bytes: no times, no paths of the
// machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sgc::driver {

struct Manifest {
  struct Artefact {
    std::string path;  // relative to the output folder, with '/'
    std::string target;
    std::uint64_t size = 0;  // bytes
    std::string sha256;

    bool operator==(const Artefact&) const = default;
  };
  struct Input {
    std::string path;        // relative to the folder of the first FILE
    std::uint64_t size = 0;  // bytes, as they lie on the disk
    std::string sha256;

    bool operator==(const Input&) const = default;
  };

  std::string version;  // of sgc
  std::vector<std::string> targets;
  std::vector<Artefact> artefacts;  // by path
  std::vector<Input> inputs;        // by path

  // Where the allows stand that were left out because their day is past, as "policy.sg:12:3", ascending: all that a
  // date changes in what is written.
  std::vector<std::string> expired;

  // Of a run with --shard: which shares, ascending, of how many. 0: a manifest of everything.
  unsigned share_count = 0;
  std::vector<unsigned> shares;

  bool operator==(const Manifest&) const = default;
};

// Indented JSON with a newline at its end. Artefacts and inputs are put in order.
std::string to_json(Manifest manifest);

// A manifest as to_json wrote it; or a few words that say what it is instead.
std::variant<Manifest, std::string> read_manifest(std::string_view json);

// Whether two manifests are shares of the same work: sgc, targets, inputs, what had expired and number of shares agree.
// Otherwise a few words that say what differs.
std::variant<std::monostate, std::string> same_work(const Manifest& a, const Manifest& b);

// Both shares as one; where none is missing, the manifest of everything, byte by byte that of one run.
// Before: same_work, and no share and no artefact is in both.
Manifest join(const Manifest& a, const Manifest& b);

}  // namespace sgc::driver
