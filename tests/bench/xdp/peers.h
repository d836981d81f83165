// The programs that the emitted ones are held against, loaded and filled.
#pragma once

#include "compiler/net/address_set.h"
#include "tests/xdp_lab/compiler.h"
#include "tests/xdp_lab/loaded_program.h"

namespace sgc::bench {

xdp_lab::LoadedProgram parse_only(const xdp_lab::Scratch& scratch);

// The single addresses of the set, in a hash map: what such a map can hold.
xdp_lab::LoadedProgram in_hash(const xdp_lab::Scratch& scratch, const AddressSet& set, Family family);

// All its prefixes, in a trie for the longest match.
xdp_lab::LoadedProgram in_trie(const xdp_lab::Scratch& scratch, const AddressSet& set, Family family);

}  // namespace sgc::bench
