# How every target of the project is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# assert() is a part of what is shipped: it stands before each look into a Result (base/result.h).
string(TOUPPER "CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}" flags_of_type)
if("${CMAKE_CXX_FLAGS} ${${flags_of_type}}" MATCHES "-DNDEBUG")
  message(FATAL_ERROR "-DNDEBUG would take the assertions out; configure by a preset of CMakePresets.json")
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror)
# GCC 12 warns of overruns and uninitialised values inside libstdc++ and Boost once it has inlined them.
set(mistaken maybe-uninitialized restrict stringop-overflow array-bounds dangling-pointer free-nonheap-object)
if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT ENI_SANITIZE)
  list(TRANSFORM mistaken PREPEND "-Wno-error=")
else()
  list(APPEND mistaken stringop-overread)
  list(TRANSFORM mistaken PREPEND "-Wno-")
endif()
add_compile_options(${mistaken})
# Plain char is unsigned on arm64; the same on both, so that what is tested on one holds on the other.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  add_compile_options(-fsigned-char)
endif()
# The same bytes whatever folder the checkout lies in.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(ENI_FUNCTION_ONLY)  # And each build: GCC names what has no name of its own by a random number, unless it is given one.
  set(CMAKE_CXX_COMPILE_OBJECT
      "<CMAKE_CXX_COMPILER> <DEFINES> <INCLUDES> <FLAGS> -frandom-seed=<OBJECT> -o <OBJECT> -c <SOURCE>")
endif()
if(ENI_UNITY)  # Sources together are large, and GCC collects its garbage as if memory were dear: an eighth of its time.
  add_compile_options(--param ggc-min-heapsize=1000000)
endif()

# Passes of -O1 that take a fifth of a compilation and gain nothing to be noticed where next to nothing is computed
# (docs/decisions/0014): those about loops, aliases of locals, dominators, aggregates in registers, and second looks at what an
# earlier pass has done.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(ENI_PASSES_LEFT_OUT tree-loop-optimize ivopts tree-ch tree-scev-cprop branch-count-reg move-loop-invariants tree-pta
      tree-dominator-opts tree-sink tree-slsr tree-sra tree-dse tree-bit-ccp tree-reassoc ssa-phiopt if-conversion if-conversion2
      cprop-registers dse forward-propagate split-wide-types ipa-modref ipa-pure-const ipa-reference)
  list(TRANSFORM ENI_PASSES_LEFT_OUT PREPEND "-fno-")
endif()

if(ENI_SANITIZE)
  add_compile_options(-fsanitize=${ENI_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ENI_SANITIZE})
endif()

find_program(ENI_CCACHE ccache)
if(ENI_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                                  CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 ${ENI_CCACHE})
endif()

# The default linker needs seconds for what mold does at once.
find_program(ENI_MOLD mold)
if(ENI_MOLD AND NOT ENI_FUNCTION_ONLY)
  add_link_options(-fuse-ld=mold)
endif()

# The function carries its libraries; FindOpenSSL then gives the archives.
if(ENI_FUNCTION_ONLY)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
