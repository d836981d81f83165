# One call a folder: every .cpp in it becomes the library sgc_NAME, with the warnings and sanitizers of
# the house. Generated code (ANTLR) does not come through here: its warnings are not ours to mend.

add_library(sgc_flags INTERFACE)
target_compile_options(sgc_flags INTERFACE -Wall -Wextra -Wconversion -Werror)
target_include_directories(sgc_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
if(SGC_SANITIZE)
  target_compile_options(sgc_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sgc_flags INTERFACE -fsanitize=address,undefined)
  # The sanitizers describe each place that they check, tens of megabytes in all. Tests start sgc thousands of times: where nothing is
  # moved at each start, that takes half the time.
  target_compile_options(sgc_flags INTERFACE -fno-pie)
  target_link_options(sgc_flags INTERFACE -no-pie)
endif()

# Headers that most files include, read once for all of them: a third off a whole build. For builds from nothing (CI);
# files include what they use all the same, and builds without it say so when one forgets.
option(SGC_PRECOMPILE "Precompile the headers that most files include" OFF)
# sgc_precompile(NAME DEPENDS lib... HEADERS header...)
function(sgc_precompile name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;HEADERS" ${ARGN})
  if(NOT SGC_PRECOMPILE)
    return()
  endif()
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp "// Carries the precompiled headers.\n")
  add_library(sgc_${name} STATIC ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  target_link_libraries(sgc_${name} PUBLIC sgc_flags fmt::fmt ${ARG_DEPENDS})
  target_precompile_headers(sgc_${name} PRIVATE ${ARG_HEADERS})
endfunction()

# sgc_library(NAME [HOT] [SOURCES file...] [DEPENDS lib...]): lib is a folder's library (sgc_net) or an imported target.
# HOT: most of the tests' time is spent there, so that optimizing it pays even in builds for debugging.
# With SGC_PRECOMPILE all files of a library are compiled as one, a third off what they take by themselves: what a file has
# for itself must not be named as in another file of the library. Release and dev stay file by file, and notice a missing
# include.
function(sgc_library name)
  cmake_parse_arguments(ARG "HOT" "" "DEPENDS;SOURCES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(APPEND sources ${ARG_SOURCES})
  if(sources)
    add_library(sgc_${name} STATIC ${sources})
    target_link_libraries(sgc_${name} PUBLIC sgc_flags fmt::fmt ${ARG_DEPENDS})
    if(ARG_HOT)
      target_compile_options(sgc_${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
    if(SGC_PRECOMPILE)
      target_precompile_headers(sgc_${name} REUSE_FROM sgc_precompiled)
      set_target_properties(sgc_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
      target_compile_options(sgc_${name} PRIVATE -Wno-subobject-linkage)  # it takes them for headers
    endif()
  else()
    add_library(sgc_${name} INTERFACE)
    target_link_libraries(sgc_${name} INTERFACE sgc_flags fmt::fmt ${ARG_DEPENDS})
  endif()
endfunction()

# sgc_embed(TARGET HEADER FUNCTION FILES...): the files' bytes as a sorted table {name, text}, built in,
# so that an installed sgc needs no data folder. The header declares `std::span<const EmbeddedFile> FUNCTION()`.
function(sgc_embed target header function)
  get_filename_component(stem ${header} NAME_WE)
  get_filename_component(dir ${header} DIRECTORY)
  set(out ${CMAKE_BINARY_DIR}/${dir}/${stem}.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DHEADER=${header} -DFUNCTION=${function} "-DFILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/compiler/support/cmake/embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/compiler/support/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
