# eni_library(NAME [HOT] SOURCES ... [TESTS ...] [LINKS ...])
#
# One folder of src/ as one static library. LINKS is the folder's permission: what it may include
# (tests/test_layers.py reads the #include lines against the same order). TESTS, the *_test.cpp files
# beside the sources, become one program and one ctest entry, NAME_test. HOT: with all passes of the optimiser (compiler.cmake).
function(eni_library name)
  cmake_parse_arguments(ARG "HOT" "" "SOURCES;TESTS;LINKS;TEST_LINKS" ${ARGN})
  add_library(eni_${name} STATIC ${ARG_SOURCES})
  target_include_directories(eni_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
  target_link_libraries(eni_${name} PUBLIC ${ARG_LINKS})
  if(NOT ARG_HOT)
    target_compile_options(eni_${name} PRIVATE ${ENI_PASSES_LEFT_OUT})
  endif()
  eni_precompile(eni_${name} eni_precompiled)
  eni_group(eni_${name} ${ARG_SOURCES})
  if(ARG_TESTS AND NOT ENI_FUNCTION_ONLY)
    eni_test(${name}_test SOURCES ${ARG_TESTS} LINKS eni_${name} ${ARG_TEST_LINKS})
  endif()
endfunction()

# A program that the sandbox carries in itself: static, so that it runs whatever files there are; never with sanitizers, which need
# more than that.
function(eni_static_program name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  target_compile_options(${name} PRIVATE -Os -fno-exceptions -fno-rtti -fno-sanitize=all -ffunction-sections -fdata-sections)
  target_link_options(${name} PRIVATE -static -fno-sanitize=all -Wl,--gc-sections -s)
  eni_group(${name} ${ARGN})
endfunction()

# Has a target's sources compiled together by eni_compile_together().
function(eni_group target)
  list(FILTER ARGN EXCLUDE REGEX "^${CMAKE_BINARY_DIR}/")  # written by the build: not there yet
  eni_absolute(sources "${CMAKE_CURRENT_SOURCE_DIR}" ${ARGN})
  set_property(GLOBAL APPEND PROPERTY ENI_GROUPED ${target})
  set_property(GLOBAL PROPERTY ENI_GROUPED_${target} ${sources})
endfunction()

# SOURCES as absolute paths with one spelling each. Generator expressions stay what they are.
function(eni_absolute result folder)
  set(sources "")
  foreach(source IN LISTS ARGN)
    if(NOT source MATCHES "^\\$")
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}" NORMALIZE)
    endif()
    list(APPEND sources "${source}")
  endforeach()
  set(${result} "${sources}" PARENT_SCOPE)
endfunction()

# Lines of `TARGET;SOURCE;...`, without the sources that are compiled in a way of their own.
function(eni_grouped_sources result)
  get_property(targets GLOBAL PROPERTY ENI_GROUPED)
  set(lines "")
  foreach(target IN LISTS targets)
    set(line "${target}")
    get_property(sources GLOBAL PROPERTY ENI_GROUPED_${target})
    foreach(source IN LISTS sources)
      set(own "")
      foreach(property COMPILE_DEFINITIONS OBJECT_DEPENDS SKIP_PRECOMPILE_HEADERS)
        get_source_file_property(value "${source}" TARGET_DIRECTORY ${target} ${property})
        if(value)
          set(own "${property}")
        endif()
      endforeach()
      if(NOT own)
        string(APPEND line ";${source}")
      endif()
    endforeach()
    string(APPEND lines "${line}\n")
  endforeach()
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

# Compiles sources together where that changes nothing (cmake/unity_groups.py): most of a small file's time goes into what it
# includes. How they are grouped follows from what is in them.
function(eni_compile_together max)
  eni_grouped_sources(targets)
  file(WRITE "${CMAKE_BINARY_DIR}/unity_targets.txt" "${targets}")
  set(script "${CMAKE_SOURCE_DIR}/cmake/unity_groups.py")
  execute_process(COMMAND python3 "${script}" "${CMAKE_SOURCE_DIR}/src" ${max} "${CMAKE_BINARY_DIR}/unity"
                  INPUT_FILE "${CMAKE_BINARY_DIR}/unity_targets.txt"
                  OUTPUT_VARIABLE groups OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE ";" "," groups "${groups}")
  string(REPLACE "\n" ";" groups "${groups}")
  foreach(group IN LISTS groups)
    string(REPLACE "," ";" sources "${group}")
    list(POP_FRONT sources target)
    if(NOT target STREQUAL "headers")
      list(POP_FRONT sources file)
      eni_replace_sources(${target} "${file}" ${sources})
      # GCC takes what an included file keeps to itself for something that others could see.
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${script}")
endfunction()

# FILE in place of SOURCES (absolute paths) in what TARGET is made of.
function(eni_replace_sources target file)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  eni_absolute(sources "${folder}" ${sources})
  list(REMOVE_ITEM sources ${ARGN})
  set_target_properties(${target} PROPERTIES SOURCES "${sources};${file}")
endfunction()

add_custom_target(unit_tests)

# eni_test(NAME SOURCES ... LINKS ...): a GoogleTest program and its ctest entry.
function(eni_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest GTest::gtest_main)
  eni_precompile(${name} eni_precompiled_test)
  eni_unoptimised(${name})
  eni_group(${name} ${ARG_SOURCES})
  add_test(NAME ${name} COMMAND ${name})
  set(seconds 300)
  if(ENI_SANITIZE)
    set(seconds 1200)  # A stack that is killed at each of its steps takes four minutes, and more beside other tests.
  endif()
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT ${seconds} RESOURCE_GROUPS "1,core:1")
  add_dependencies(unit_tests ${name})
endfunction()

# What is tested is built as shipped; the tests themselves gain nothing by it.
function(eni_unoptimised target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" OR ENI_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# What nearly every source includes, compiled once: as a file of 110 MB a target of its own would be dear.
function(eni_precompiled name)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/${name}.cpp" CONTENT "")
  add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/generated/${name}.cpp")
  target_precompile_headers(${name} PRIVATE <algorithm> <array> <bitset> <charconv> <chrono> <cmath> <coroutine> <deque>
                            <functional> <list> <map> <memory> <numeric> <optional> <random> <set> <span> <string> <string_view>
                            <unordered_map> <variant> <vector> <boost/json.hpp> ${ARGN})
endfunction()

function(eni_precompile target name)
  if(NOT ENI_FUNCTION_ONLY)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

if(NOT ENI_FUNCTION_ONLY)
  eni_precompiled(eni_precompiled)
  find_package(GTest REQUIRED)
  eni_precompiled(eni_precompiled_test <gtest/gtest.h> <gmock/gmock.h>)
  target_link_libraries(eni_precompiled_test PRIVATE GTest::gmock GTest::gtest)
  eni_unoptimised(eni_precompiled_test)
endif()

# eni_embed(TARGET FILE SYMBOL): FILE as `embedded::SYMBOL` (base/embedded_file.h), declared in generated/embedded/SYMBOL.h. The
# assembler reads the file: as an array in C++ each would cost the compiler a second. FILE may be one that the build makes.
function(eni_embed target file symbol)
  get_filename_component(path "${file}" ABSOLUTE)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/embedded/${symbol}.h" @ONLY CONTENT [[#pragma once
#include "base/embedded_file.h"
namespace eni::embedded {
extern const char @symbol@_begin[] asm("eni_@symbol@_begin");
extern const char @symbol@_end[] asm("eni_@symbol@_end");
inline constexpr EmbeddedFile @symbol@{@symbol@_begin, @symbol@_end};
}  // namespace eni::embedded
]])
  get_target_property(others ${target} ENI_EMBEDDED)
  if(NOT others)
    cmake_language(EVAL CODE "cmake_language(DEFER CALL eni_write_embedded ${target})")
  endif()
  set_property(TARGET ${target} APPEND PROPERTY ENI_EMBEDDED ${path})
  set_property(TARGET ${target} APPEND_STRING PROPERTY ENI_EMBEDDED_CODE
    "\n    \".globl eni_${symbol}_begin, eni_${symbol}_end\\n\"\n    \"eni_${symbol}_begin: .incbin \\\"${path}\\\"\\n\"\n    \"eni_${symbol}_end: .byte 0\\n\"")
endfunction()

# One source of all that a target embeds. ccache's depend mode does not see what an assembler includes, and would take an object with
# the files' former content: this source is compiled without it.
function(eni_write_embedded target)
  set(source "${CMAKE_BINARY_DIR}/generated/embedded/${target}.cpp")
  get_target_property(code ${target} ENI_EMBEDDED_CODE)
  get_target_property(files ${target} ENI_EMBEDDED)
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[asm(".pushsection .rodata\n"@code@
    ".popsection\n");
]])
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${files}" SKIP_PRECOMPILE_HEADERS ON)
  add_library(${target}_embedded OBJECT "${source}")
  set_target_properties(${target}_embedded PROPERTIES CXX_COMPILER_LAUNCHER "")
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_embedded>)
endfunction()

macro(eni_subdirectory dir)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${dir}/CMakeLists.txt")
    add_subdirectory(${dir})
  endif()
endmacro()
