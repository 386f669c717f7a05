/*
 * NVENC API 13.1: types, constants and function types, declared for jextract.
 *
 * Written for this project from its tables of ABI facts; PROVENANCE.md says where those come from and how they were
 * checked. NvencFactsTest compares what jextract makes of this file with every row of the 13.1 table.
 *
 * Conventions, all of them for the sake of the generated Java:
 *  - 64-bit integers are `long long`, never `long`, whose size differs between Linux and Windows.
 *  - Every address and every handle is a uint64_t, in structs and in parameters, so that Java passes a `long`. A
 *    comment names what it points to. Only a GUID is passed by value.
 *  - jextract skips bit-fields, so a word of them is a plain member named `bitFields`. After the struct stand, for each
 *    bit-field, STRUCT_field_MASK (its bits in the word) and, where it is wider than one bit, STRUCT_field_SHIFT.
 *  - Functions are function-pointer types: the generated call takes the address at run time. Those that the driver's
 *    function list holds have NVIDIA's names; the two exported ones are PFN_ and the symbol.
 *  - GUID values are not here, since jextract makes nothing of constant structs.
 */
#ifndef NVENC4J_NVENC_H
#define NVENC4J_NVENC_H

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;

/* Handles of the driver's. */
typedef uint64_t NV_ENC_INPUT_PTR;
typedef uint64_t NV_ENC_OUTPUT_PTR;
typedef uint64_t NV_ENC_REGISTERED_PTR;
typedef uint64_t NV_ENC_CUSTREAM_PTR;

/* Version and limits. */
#define NVENCAPI_MAJOR_VERSION 13
#define NVENCAPI_MINOR_VERSION 1
#define NVENCAPI_VERSION 0x0100000du
#define NVENC_INFINITE_GOPLENGTH 0xffffffffu
#define NV_MAX_SEQ_HDR_LEN 512
#define MAX_NUM_VIEWS_MINUS_1 7
#define MAX_NUM_CLOCK_TS 3
#define MULTIVIEW_MAX_NUM_REF_DISPLAY 32
#define NV_MAX_TILE_COLS_AV1 64
#define NV_MAX_TILE_ROWS_AV1 64

/* Version words: the first member of the struct of that name. */
#define NV_ENC_CAPS_PARAM_VER 0x7101000du
#define NV_ENC_RESTORE_ENCODER_STATE_PARAMS_VER 0x7102000du
#define NV_ENC_OUTPUT_STATS_BLOCK_VER 0x7101000du
#define NV_ENC_OUTPUT_STATS_ROW_VER 0x7101000du
#define NV_ENC_ENCODE_OUT_PARAMS_VER 0x7101000du
#define NV_ENC_LOOKAHEAD_PIC_PARAMS_VER 0x7102000du
#define NV_ENC_CREATE_INPUT_BUFFER_VER 0x7102000du
#define NV_ENC_CREATE_BITSTREAM_BUFFER_VER 0x7101000du
#define NV_ENC_CREATE_MV_BUFFER_VER 0x7102000du
#define NV_ENC_RC_PARAMS_VER 0x7101000du
#define NV_ENC_CONFIG_VER 0xf109000du
#define NV_ENC_INITIALIZE_PARAMS_VER 0xf107000du
#define NV_ENC_RECONFIGURE_PARAMS_VER 0xf102000du
#define NV_ENC_PRESET_CONFIG_VER 0xf105000du
#define NV_ENC_PIC_PARAMS_MVC_VER 0x7101000du
#define NV_ENC_PIC_PARAMS_VER 0xf107000du
#define NV_ENC_MEONLY_PARAMS_VER 0x7104000du
#define NV_ENC_LOCK_BITSTREAM_VER 0xf102000du
#define NV_ENC_LOCK_INPUT_BUFFER_VER 0x7101000du
#define NV_ENC_MAP_INPUT_RESOURCE_VER 0x7104000du
#define NV_ENC_FENCE_POINT_D3D12_VER 0x7101000du
#define NV_ENC_INPUT_RESOURCE_D3D12_VER 0x7101000du
#define NV_ENC_OUTPUT_RESOURCE_D3D12_VER 0x7101000du
#define NV_ENC_REGISTER_RESOURCE_VER 0x7105000du
#define NV_ENC_STAT_VER 0x7102000du
#define NV_ENC_SEQUENCE_PARAM_PAYLOAD_VER 0x7101000du
#define NV_ENC_EVENT_PARAMS_VER 0x7102000du
#define NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS_VER 0x7101000du
#define NV_ENCODE_API_FUNCTION_LIST_VER 0x7102000du

typedef enum NV_ENC_PARAMS_FRAME_FIELD_MODE {
    NV_ENC_PARAMS_FRAME_FIELD_MODE_FRAME = 1,
    NV_ENC_PARAMS_FRAME_FIELD_MODE_FIELD = 2,
} NV_ENC_PARAMS_FRAME_FIELD_MODE;

typedef enum NV_ENC_PARAMS_RC_MODE {
    NV_ENC_PARAMS_RC_CONSTQP = 0,
    NV_ENC_PARAMS_RC_VBR = 1,
    NV_ENC_PARAMS_RC_CBR = 2,
} NV_ENC_PARAMS_RC_MODE;

typedef enum NV_ENC_MULTI_PASS {
    NV_ENC_MULTI_PASS_DISABLED = 0,
    NV_ENC_TWO_PASS_QUARTER_RESOLUTION = 1,
    NV_ENC_TWO_PASS_FULL_RESOLUTION = 2,
} NV_ENC_MULTI_PASS;

typedef enum NV_ENC_STATE_RESTORE_TYPE {
    NV_ENC_STATE_RESTORE_FULL = 1,
    NV_ENC_STATE_RESTORE_RATE_CONTROL = 2,
    NV_ENC_STATE_RESTORE_ENCODE = 3,
} NV_ENC_STATE_RESTORE_TYPE;

typedef enum NV_ENC_OUTPUT_STATS_LEVEL {
    NV_ENC_OUTPUT_STATS_NONE = 0,
    NV_ENC_OUTPUT_STATS_BLOCK_LEVEL = 1,
    NV_ENC_OUTPUT_STATS_ROW_LEVEL = 2,
} NV_ENC_OUTPUT_STATS_LEVEL;

typedef enum NV_ENC_EMPHASIS_MAP_LEVEL {
    NV_ENC_EMPHASIS_MAP_LEVEL_0 = 0,
    NV_ENC_EMPHASIS_MAP_LEVEL_1 = 1,
    NV_ENC_EMPHASIS_MAP_LEVEL_2 = 2,
    NV_ENC_EMPHASIS_MAP_LEVEL_3 = 3,
    NV_ENC_EMPHASIS_MAP_LEVEL_4 = 4,
    NV_ENC_EMPHASIS_MAP_LEVEL_5 = 5,
} NV_ENC_EMPHASIS_MAP_LEVEL;

typedef enum NV_ENC_QP_MAP_MODE {
    NV_ENC_QP_MAP_DISABLED = 0,
    NV_ENC_QP_MAP_EMPHASIS = 1,
    NV_ENC_QP_MAP_DELTA = 2,
    NV_ENC_QP_MAP = 3,
} NV_ENC_QP_MAP_MODE;

typedef enum NV_ENC_PIC_STRUCT {
    NV_ENC_PIC_STRUCT_FRAME = 1,
    NV_ENC_PIC_STRUCT_FIELD_TOP_BOTTOM = 2,
    NV_ENC_PIC_STRUCT_FIELD_BOTTOM_TOP = 3,
} NV_ENC_PIC_STRUCT;

typedef enum NV_ENC_DISPLAY_PIC_STRUCT {
    NV_ENC_PIC_STRUCT_DISPLAY_FRAME = 0,
    NV_ENC_PIC_STRUCT_DISPLAY_FIELD_TOP_BOTTOM = 1,
    NV_ENC_PIC_STRUCT_DISPLAY_FIELD_BOTTOM_TOP = 2,
    NV_ENC_PIC_STRUCT_DISPLAY_FRAME_DOUBLING = 3,
    NV_ENC_PIC_STRUCT_DISPLAY_FRAME_TRIPLING = 4,
} NV_ENC_DISPLAY_PIC_STRUCT;

typedef enum NV_ENC_PIC_TYPE {
    NV_ENC_PIC_TYPE_P = 0,
    NV_ENC_PIC_TYPE_B = 1,
    NV_ENC_PIC_TYPE_I = 2,
    NV_ENC_PIC_TYPE_IDR = 3,
    NV_ENC_PIC_TYPE_BI = 4,
    NV_ENC_PIC_TYPE_SKIPPED = 5,
    NV_ENC_PIC_TYPE_INTRA_REFRESH = 6,
    NV_ENC_PIC_TYPE_NONREF_P = 7,
    NV_ENC_PIC_TYPE_SWITCH = 8,
    NV_ENC_PIC_TYPE_UNKNOWN = 255,
} NV_ENC_PIC_TYPE;

typedef enum NV_ENC_MV_PRECISION {
    NV_ENC_MV_PRECISION_DEFAULT = 0,
    NV_ENC_MV_PRECISION_FULL_PEL = 1,
    NV_ENC_MV_PRECISION_HALF_PEL = 2,
    NV_ENC_MV_PRECISION_QUARTER_PEL = 3,
} NV_ENC_MV_PRECISION;

typedef enum NV_ENC_BUFFER_FORMAT {
    NV_ENC_BUFFER_FORMAT_UNDEFINED = 0,
    NV_ENC_BUFFER_FORMAT_NV12 = 0x00000001,
    NV_ENC_BUFFER_FORMAT_YV12 = 0x00000010,
    NV_ENC_BUFFER_FORMAT_IYUV = 0x00000100,
    NV_ENC_BUFFER_FORMAT_YUV444 = 0x00001000,
    NV_ENC_BUFFER_FORMAT_YUV420_10BIT = 0x00010000,
    NV_ENC_BUFFER_FORMAT_YUV444_10BIT = 0x00100000,
    NV_ENC_BUFFER_FORMAT_ARGB = 0x01000000,
    NV_ENC_BUFFER_FORMAT_ARGB10 = 0x02000000,
    NV_ENC_BUFFER_FORMAT_AYUV = 0x04000000,
    NV_ENC_BUFFER_FORMAT_ABGR = 0x10000000,
    NV_ENC_BUFFER_FORMAT_ABGR10 = 0x20000000,
    NV_ENC_BUFFER_FORMAT_U8 = 0x40000000,
    NV_ENC_BUFFER_FORMAT_NV16 = 0x40000001,
    NV_ENC_BUFFER_FORMAT_P210 = 0x40000002,
} NV_ENC_BUFFER_FORMAT;

typedef enum NV_ENC_LEVEL {
    NV_ENC_LEVEL_AUTOSELECT = 0,
    NV_ENC_LEVEL_H264_1 = 10,
    NV_ENC_LEVEL_H264_1b = 9,
    NV_ENC_LEVEL_H264_11 = 11,
    NV_ENC_LEVEL_H264_12 = 12,
    NV_ENC_LEVEL_H264_13 = 13,
    NV_ENC_LEVEL_H264_2 = 20,
    NV_ENC_LEVEL_H264_21 = 21,
    NV_ENC_LEVEL_H264_22 = 22,
    NV_ENC_LEVEL_H264_3 = 30,
    NV_ENC_LEVEL_H264_31 = 31,
    NV_ENC_LEVEL_H264_32 = 32,
    NV_ENC_LEVEL_H264_4 = 40,
    NV_ENC_LEVEL_H264_41 = 41,
    NV_ENC_LEVEL_H264_42 = 42,
    NV_ENC_LEVEL_H264_5 = 50,
    NV_ENC_LEVEL_H264_51 = 51,
    NV_ENC_LEVEL_H264_52 = 52,
    NV_ENC_LEVEL_H264_60 = 60,
    NV_ENC_LEVEL_H264_61 = 61,
    NV_ENC_LEVEL_H264_62 = 62,
    NV_ENC_LEVEL_HEVC_1 = 30,
    NV_ENC_LEVEL_HEVC_2 = 60,
    NV_ENC_LEVEL_HEVC_21 = 63,
    NV_ENC_LEVEL_HEVC_3 = 90,
    NV_ENC_LEVEL_HEVC_31 = 93,
    NV_ENC_LEVEL_HEVC_4 = 120,
    NV_ENC_LEVEL_HEVC_41 = 123,
    NV_ENC_LEVEL_HEVC_5 = 150,
    NV_ENC_LEVEL_HEVC_51 = 153,
    NV_ENC_LEVEL_HEVC_52 = 156,
    NV_ENC_LEVEL_HEVC_6 = 180,
    NV_ENC_LEVEL_HEVC_61 = 183,
    NV_ENC_LEVEL_HEVC_62 = 186,
    NV_ENC_TIER_HEVC_MAIN = 0,
    NV_ENC_TIER_HEVC_HIGH = 1,
    NV_ENC_LEVEL_AV1_2 = 0,
    NV_ENC_LEVEL_AV1_21 = 1,
    NV_ENC_LEVEL_AV1_22 = 2,
    NV_ENC_LEVEL_AV1_23 = 3,
    NV_ENC_LEVEL_AV1_3 = 4,
    NV_ENC_LEVEL_AV1_31 = 5,
    NV_ENC_LEVEL_AV1_32 = 6,
    NV_ENC_LEVEL_AV1_33 = 7,
    NV_ENC_LEVEL_AV1_4 = 8,
    NV_ENC_LEVEL_AV1_41 = 9,
    NV_ENC_LEVEL_AV1_42 = 10,
    NV_ENC_LEVEL_AV1_43 = 11,
    NV_ENC_LEVEL_AV1_5 = 12,
    NV_ENC_LEVEL_AV1_51 = 13,
    NV_ENC_LEVEL_AV1_52 = 14,
    NV_ENC_LEVEL_AV1_53 = 15,
    NV_ENC_LEVEL_AV1_6 = 16,
    NV_ENC_LEVEL_AV1_61 = 17,
    NV_ENC_LEVEL_AV1_62 = 18,
    NV_ENC_LEVEL_AV1_63 = 19,
    NV_ENC_LEVEL_AV1_7 = 20,
    NV_ENC_LEVEL_AV1_71 = 21,
    NV_ENC_LEVEL_AV1_72 = 22,
    NV_ENC_LEVEL_AV1_73 = 23,
    NV_ENC_LEVEL_AV1_AUTOSELECT = 24,
    NV_ENC_TIER_AV1_0 = 0,
    NV_ENC_TIER_AV1_1 = 1,
} NV_ENC_LEVEL;

typedef enum NVENCSTATUS {
    NV_ENC_SUCCESS = 0,
    NV_ENC_ERR_NO_ENCODE_DEVICE = 1,
    NV_ENC_ERR_UNSUPPORTED_DEVICE = 2,
    NV_ENC_ERR_INVALID_ENCODERDEVICE = 3,
    NV_ENC_ERR_INVALID_DEVICE = 4,
    NV_ENC_ERR_DEVICE_NOT_EXIST = 5,
    NV_ENC_ERR_INVALID_PTR = 6,
    NV_ENC_ERR_INVALID_EVENT = 7,
    NV_ENC_ERR_INVALID_PARAM = 8,
    NV_ENC_ERR_INVALID_CALL = 9,
    NV_ENC_ERR_OUT_OF_MEMORY = 10,
    NV_ENC_ERR_ENCODER_NOT_INITIALIZED = 11,
    NV_ENC_ERR_UNSUPPORTED_PARAM = 12,
    NV_ENC_ERR_LOCK_BUSY = 13,
    NV_ENC_ERR_NOT_ENOUGH_BUFFER = 14,
    NV_ENC_ERR_INVALID_VERSION = 15,
    NV_ENC_ERR_MAP_FAILED = 16,
    NV_ENC_ERR_NEED_MORE_INPUT = 17,
    NV_ENC_ERR_ENCODER_BUSY = 18,
    NV_ENC_ERR_EVENT_NOT_REGISTERD = 19,
    NV_ENC_ERR_GENERIC = 20,
    NV_ENC_ERR_INCOMPATIBLE_CLIENT_KEY = 21,
    NV_ENC_ERR_UNIMPLEMENTED = 22,
    NV_ENC_ERR_RESOURCE_REGISTER_FAILED = 23,
    NV_ENC_ERR_RESOURCE_NOT_REGISTERED = 24,
    NV_ENC_ERR_RESOURCE_NOT_MAPPED = 25,
    NV_ENC_ERR_NEED_MORE_OUTPUT = 26,
} NVENCSTATUS;

typedef enum NV_ENC_PIC_FLAGS {
    NV_ENC_PIC_FLAG_FORCEINTRA = 1,
    NV_ENC_PIC_FLAG_FORCEIDR = 2,
    NV_ENC_PIC_FLAG_OUTPUT_SPSPPS = 4,
    NV_ENC_PIC_FLAG_EOS = 8,
    NV_ENC_PIC_FLAG_DISABLE_ENC_STATE_ADVANCE = 16,
    NV_ENC_PIC_FLAG_OUTPUT_RECON_FRAME = 32,
    NV_ENC_PIC_FLAG_PREQPDELTAMINQP = 64,
    NV_ENC_PIC_FLAG_PREQPDELTAMAXQP = 128,
} NV_ENC_PIC_FLAGS;

typedef enum NV_ENC_MEMORY_HEAP {
    NV_ENC_MEMORY_HEAP_AUTOSELECT = 0,
    NV_ENC_MEMORY_HEAP_VID = 1,
    NV_ENC_MEMORY_HEAP_SYSMEM_CACHED = 2,
    NV_ENC_MEMORY_HEAP_SYSMEM_UNCACHED = 3,
} NV_ENC_MEMORY_HEAP;

typedef enum NV_ENC_BFRAME_REF_MODE {
    NV_ENC_BFRAME_REF_MODE_DISABLED = 0,
    NV_ENC_BFRAME_REF_MODE_EACH = 1,
    NV_ENC_BFRAME_REF_MODE_MIDDLE = 2,
    NV_ENC_BFRAME_REF_MODE_HIERARCHICAL = 4,
} NV_ENC_BFRAME_REF_MODE;

typedef enum NV_ENC_H264_ENTROPY_CODING_MODE {
    NV_ENC_H264_ENTROPY_CODING_MODE_AUTOSELECT = 0,
    NV_ENC_H264_ENTROPY_CODING_MODE_CABAC = 1,
    NV_ENC_H264_ENTROPY_CODING_MODE_CAVLC = 2,
} NV_ENC_H264_ENTROPY_CODING_MODE;

typedef enum NV_ENC_H264_BDIRECT_MODE {
    NV_ENC_H264_BDIRECT_MODE_AUTOSELECT = 0,
    NV_ENC_H264_BDIRECT_MODE_DISABLE = 1,
    NV_ENC_H264_BDIRECT_MODE_TEMPORAL = 2,
    NV_ENC_H264_BDIRECT_MODE_SPATIAL = 3,
} NV_ENC_H264_BDIRECT_MODE;

typedef enum NV_ENC_H264_FMO_MODE {
    NV_ENC_H264_FMO_AUTOSELECT = 0,
    NV_ENC_H264_FMO_ENABLE = 1,
    NV_ENC_H264_FMO_DISABLE = 2,
} NV_ENC_H264_FMO_MODE;

typedef enum NV_ENC_H264_ADAPTIVE_TRANSFORM_MODE {
    NV_ENC_H264_ADAPTIVE_TRANSFORM_AUTOSELECT = 0,
    NV_ENC_H264_ADAPTIVE_TRANSFORM_DISABLE = 1,
    NV_ENC_H264_ADAPTIVE_TRANSFORM_ENABLE = 2,
} NV_ENC_H264_ADAPTIVE_TRANSFORM_MODE;

typedef enum NV_ENC_STEREO_PACKING_MODE {
    NV_ENC_STEREO_PACKING_MODE_NONE = 0,
    NV_ENC_STEREO_PACKING_MODE_CHECKERBOARD = 1,
    NV_ENC_STEREO_PACKING_MODE_COLINTERLEAVE = 2,
    NV_ENC_STEREO_PACKING_MODE_ROWINTERLEAVE = 3,
    NV_ENC_STEREO_PACKING_MODE_SIDEBYSIDE = 4,
    NV_ENC_STEREO_PACKING_MODE_TOPBOTTOM = 5,
    NV_ENC_STEREO_PACKING_MODE_FRAMESEQ = 6,
} NV_ENC_STEREO_PACKING_MODE;

typedef enum NV_ENC_INPUT_RESOURCE_TYPE {
    NV_ENC_INPUT_RESOURCE_TYPE_DIRECTX = 0,
    NV_ENC_INPUT_RESOURCE_TYPE_CUDADEVICEPTR = 1,
    NV_ENC_INPUT_RESOURCE_TYPE_CUDAARRAY = 2,
    NV_ENC_INPUT_RESOURCE_TYPE_OPENGL_TEX = 3,
} NV_ENC_INPUT_RESOURCE_TYPE;

typedef enum NV_ENC_BUFFER_USAGE {
    NV_ENC_INPUT_IMAGE = 0,
    NV_ENC_OUTPUT_MOTION_VECTOR = 1,
    NV_ENC_OUTPUT_BITSTREAM = 2,
    NV_ENC_OUTPUT_RECON = 4,
} NV_ENC_BUFFER_USAGE;

typedef enum NV_ENC_DEVICE_TYPE {
    NV_ENC_DEVICE_TYPE_DIRECTX = 0,
    NV_ENC_DEVICE_TYPE_CUDA = 1,
    NV_ENC_DEVICE_TYPE_OPENGL = 2,
} NV_ENC_DEVICE_TYPE;

typedef enum NV_ENC_NUM_REF_FRAMES {
    NV_ENC_NUM_REF_FRAMES_AUTOSELECT = 0,
    NV_ENC_NUM_REF_FRAMES_1 = 1,
    NV_ENC_NUM_REF_FRAMES_2 = 2,
    NV_ENC_NUM_REF_FRAMES_3 = 3,
    NV_ENC_NUM_REF_FRAMES_4 = 4,
    NV_ENC_NUM_REF_FRAMES_5 = 5,
    NV_ENC_NUM_REF_FRAMES_6 = 6,
    NV_ENC_NUM_REF_FRAMES_7 = 7,
} NV_ENC_NUM_REF_FRAMES;

typedef enum NV_ENC_TEMPORAL_FILTER_LEVEL {
    NV_ENC_TEMPORAL_FILTER_LEVEL_0 = 0,
    NV_ENC_TEMPORAL_FILTER_LEVEL_4 = 4,
} NV_ENC_TEMPORAL_FILTER_LEVEL;

typedef enum NV_ENC_CAPS {
    NV_ENC_CAPS_NUM_MAX_BFRAMES = 0,
    NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES = 1,
    NV_ENC_CAPS_SUPPORT_FIELD_ENCODING = 2,
    NV_ENC_CAPS_SUPPORT_MONOCHROME = 3,
    NV_ENC_CAPS_SUPPORT_FMO = 4,
    NV_ENC_CAPS_SUPPORT_QPELMV = 5,
    NV_ENC_CAPS_SUPPORT_BDIRECT_MODE = 6,
    NV_ENC_CAPS_SUPPORT_CABAC = 7,
    NV_ENC_CAPS_SUPPORT_ADAPTIVE_TRANSFORM = 8,
    NV_ENC_CAPS_SUPPORT_STEREO_MVC = 9,
    NV_ENC_CAPS_NUM_MAX_TEMPORAL_LAYERS = 10,
    NV_ENC_CAPS_SUPPORT_HIERARCHICAL_PFRAMES = 11,
    NV_ENC_CAPS_SUPPORT_HIERARCHICAL_BFRAMES = 12,
    NV_ENC_CAPS_LEVEL_MAX = 13,
    NV_ENC_CAPS_LEVEL_MIN = 14,
    NV_ENC_CAPS_SEPARATE_COLOUR_PLANE = 15,
    NV_ENC_CAPS_WIDTH_MAX = 16,
    NV_ENC_CAPS_HEIGHT_MAX = 17,
    NV_ENC_CAPS_SUPPORT_TEMPORAL_SVC = 18,
    NV_ENC_CAPS_SUPPORT_DYN_RES_CHANGE = 19,
    NV_ENC_CAPS_SUPPORT_DYN_BITRATE_CHANGE = 20,
    NV_ENC_CAPS_SUPPORT_DYN_FORCE_CONSTQP = 21,
    NV_ENC_CAPS_SUPPORT_DYN_RCMODE_CHANGE = 22,
    NV_ENC_CAPS_SUPPORT_SUBFRAME_READBACK = 23,
    NV_ENC_CAPS_SUPPORT_CONSTRAINED_ENCODING = 24,
    NV_ENC_CAPS_SUPPORT_INTRA_REFRESH = 25,
    NV_ENC_CAPS_SUPPORT_CUSTOM_VBV_BUF_SIZE = 26,
    NV_ENC_CAPS_SUPPORT_DYNAMIC_SLICE_MODE = 27,
    NV_ENC_CAPS_SUPPORT_REF_PIC_INVALIDATION = 28,
    NV_ENC_CAPS_PREPROC_SUPPORT = 29,
    NV_ENC_CAPS_ASYNC_ENCODE_SUPPORT = 30,
    NV_ENC_CAPS_MB_NUM_MAX = 31,
    NV_ENC_CAPS_MB_PER_SEC_MAX = 32,
    NV_ENC_CAPS_SUPPORT_YUV444_ENCODE = 33,
    NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE = 34,
    NV_ENC_CAPS_SUPPORT_SAO = 35,
    NV_ENC_CAPS_SUPPORT_MEONLY_MODE = 36,
    NV_ENC_CAPS_SUPPORT_LOOKAHEAD = 37,
    NV_ENC_CAPS_SUPPORT_TEMPORAL_AQ = 38,
    NV_ENC_CAPS_SUPPORT_10BIT_ENCODE = 39,
    NV_ENC_CAPS_NUM_MAX_LTR_FRAMES = 40,
    NV_ENC_CAPS_SUPPORT_WEIGHTED_PREDICTION = 41,
    NV_ENC_CAPS_DYNAMIC_QUERY_ENCODER_CAPACITY = 42,
    NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE = 43,
    NV_ENC_CAPS_SUPPORT_EMPHASIS_LEVEL_MAP = 44,
    NV_ENC_CAPS_WIDTH_MIN = 45,
    NV_ENC_CAPS_HEIGHT_MIN = 46,
    NV_ENC_CAPS_SUPPORT_MULTIPLE_REF_FRAMES = 47,
    NV_ENC_CAPS_SUPPORT_ALPHA_LAYER_ENCODING = 48,
    NV_ENC_CAPS_NUM_ENCODER_ENGINES = 49,
    NV_ENC_CAPS_SINGLE_SLICE_INTRA_REFRESH = 50,
    NV_ENC_CAPS_DISABLE_ENC_STATE_ADVANCE = 51,
    NV_ENC_CAPS_OUTPUT_RECON_SURFACE = 52,
    NV_ENC_CAPS_OUTPUT_BLOCK_STATS = 53,
    NV_ENC_CAPS_OUTPUT_ROW_STATS = 54,
    NV_ENC_CAPS_SUPPORT_TEMPORAL_FILTER = 55,
    NV_ENC_CAPS_SUPPORT_LOOKAHEAD_LEVEL = 56,
    NV_ENC_CAPS_SUPPORT_UNIDIRECTIONAL_B = 57,
    NV_ENC_CAPS_SUPPORT_MVHEVC_ENCODE = 58,
    NV_ENC_CAPS_SUPPORT_YUV422_ENCODE = 59,
    NV_ENC_CAPS_EXPOSED_COUNT = 60,
} NV_ENC_CAPS;

typedef enum NV_ENC_HEVC_CUSIZE {
    NV_ENC_HEVC_CUSIZE_AUTOSELECT = 0,
    NV_ENC_HEVC_CUSIZE_8x8 = 1,
    NV_ENC_HEVC_CUSIZE_16x16 = 2,
    NV_ENC_HEVC_CUSIZE_32x32 = 3,
    NV_ENC_HEVC_CUSIZE_64x64 = 4,
} NV_ENC_HEVC_CUSIZE;

typedef enum NV_ENC_AV1_PART_SIZE {
    NV_ENC_AV1_PART_SIZE_AUTOSELECT = 0,
    NV_ENC_AV1_PART_SIZE_4x4 = 1,
    NV_ENC_AV1_PART_SIZE_8x8 = 2,
    NV_ENC_AV1_PART_SIZE_16x16 = 3,
    NV_ENC_AV1_PART_SIZE_32x32 = 4,
    NV_ENC_AV1_PART_SIZE_64x64 = 5,
} NV_ENC_AV1_PART_SIZE;

typedef enum NV_ENC_VUI_VIDEO_FORMAT {
    NV_ENC_VUI_VIDEO_FORMAT_COMPONENT = 0,
    NV_ENC_VUI_VIDEO_FORMAT_PAL = 1,
    NV_ENC_VUI_VIDEO_FORMAT_NTSC = 2,
    NV_ENC_VUI_VIDEO_FORMAT_SECAM = 3,
    NV_ENC_VUI_VIDEO_FORMAT_MAC = 4,
    NV_ENC_VUI_VIDEO_FORMAT_UNSPECIFIED = 5,
} NV_ENC_VUI_VIDEO_FORMAT;

typedef enum NV_ENC_VUI_COLOR_PRIMARIES {
    NV_ENC_VUI_COLOR_PRIMARIES_UNDEFINED = 0,
    NV_ENC_VUI_COLOR_PRIMARIES_BT709 = 1,
    NV_ENC_VUI_COLOR_PRIMARIES_UNSPECIFIED = 2,
    NV_ENC_VUI_COLOR_PRIMARIES_RESERVED = 3,
    NV_ENC_VUI_COLOR_PRIMARIES_BT470M = 4,
    NV_ENC_VUI_COLOR_PRIMARIES_BT470BG = 5,
    NV_ENC_VUI_COLOR_PRIMARIES_SMPTE170M = 6,
    NV_ENC_VUI_COLOR_PRIMARIES_SMPTE240M = 7,
    NV_ENC_VUI_COLOR_PRIMARIES_FILM = 8,
    NV_ENC_VUI_COLOR_PRIMARIES_BT2020 = 9,
    NV_ENC_VUI_COLOR_PRIMARIES_SMPTE428 = 10,
    NV_ENC_VUI_COLOR_PRIMARIES_SMPTE431 = 11,
    NV_ENC_VUI_COLOR_PRIMARIES_SMPTE432 = 12,
    NV_ENC_VUI_COLOR_PRIMARIES_JEDEC_P22 = 22,
} NV_ENC_VUI_COLOR_PRIMARIES;

typedef enum NV_ENC_VUI_TRANSFER_CHARACTERISTIC {
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_UNDEFINED = 0,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT709 = 1,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_UNSPECIFIED = 2,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_RESERVED = 3,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT470M = 4,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT470BG = 5,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_SMPTE170M = 6,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_SMPTE240M = 7,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_LINEAR = 8,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_LOG = 9,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_LOG_SQRT = 10,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_IEC61966_2_4 = 11,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT1361_ECG = 12,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_SRGB = 13,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT2020_10 = 14,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_BT2020_12 = 15,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_SMPTE2084 = 16,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_SMPTE428 = 17,
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC_ARIB_STD_B67 = 18,
} NV_ENC_VUI_TRANSFER_CHARACTERISTIC;

typedef enum NV_ENC_VUI_MATRIX_COEFFS {
    NV_ENC_VUI_MATRIX_COEFFS_RGB = 0,
    NV_ENC_VUI_MATRIX_COEFFS_BT709 = 1,
    NV_ENC_VUI_MATRIX_COEFFS_UNSPECIFIED = 2,
    NV_ENC_VUI_MATRIX_COEFFS_RESERVED = 3,
    NV_ENC_VUI_MATRIX_COEFFS_FCC = 4,
    NV_ENC_VUI_MATRIX_COEFFS_BT470BG = 5,
    NV_ENC_VUI_MATRIX_COEFFS_SMPTE170M = 6,
    NV_ENC_VUI_MATRIX_COEFFS_SMPTE240M = 7,
    NV_ENC_VUI_MATRIX_COEFFS_YCGCO = 8,
    NV_ENC_VUI_MATRIX_COEFFS_BT2020_NCL = 9,
    NV_ENC_VUI_MATRIX_COEFFS_BT2020_CL = 10,
    NV_ENC_VUI_MATRIX_COEFFS_SMPTE2085 = 11,
} NV_ENC_VUI_MATRIX_COEFFS;

typedef enum NV_ENC_LOOKAHEAD_LEVEL {
    NV_ENC_LOOKAHEAD_LEVEL_0 = 0,
    NV_ENC_LOOKAHEAD_LEVEL_1 = 1,
    NV_ENC_LOOKAHEAD_LEVEL_2 = 2,
    NV_ENC_LOOKAHEAD_LEVEL_3 = 3,
    NV_ENC_LOOKAHEAD_LEVEL_AUTOSELECT = 15,
} NV_ENC_LOOKAHEAD_LEVEL;

typedef enum NV_ENC_BIT_DEPTH {
    NV_ENC_BIT_DEPTH_INVALID = 0,
    NV_ENC_BIT_DEPTH_8 = 8,
    NV_ENC_BIT_DEPTH_10 = 10,
} NV_ENC_BIT_DEPTH;

typedef enum NV_ENC_TUNING_INFO {
    NV_ENC_TUNING_INFO_UNDEFINED = 0,
    NV_ENC_TUNING_INFO_HIGH_QUALITY = 1,
    NV_ENC_TUNING_INFO_LOW_LATENCY = 2,
    NV_ENC_TUNING_INFO_ULTRA_LOW_LATENCY = 3,
    NV_ENC_TUNING_INFO_LOSSLESS = 4,
    NV_ENC_TUNING_INFO_ULTRA_HIGH_QUALITY = 5,
    NV_ENC_TUNING_INFO_COUNT = 6,
} NV_ENC_TUNING_INFO;

typedef enum NV_ENC_SPLIT_ENCODE_MODE {
    NV_ENC_SPLIT_AUTO_MODE = 0,
    NV_ENC_SPLIT_AUTO_FORCED_MODE = 1,
    NV_ENC_SPLIT_TWO_FORCED_MODE = 2,
    NV_ENC_SPLIT_THREE_FORCED_MODE = 3,
    NV_ENC_SPLIT_FOUR_FORCED_MODE = 4,
    NV_ENC_SPLIT_DISABLE_MODE = 15,
} NV_ENC_SPLIT_ENCODE_MODE;

/* A GUID. Passed by value to the functions; 4-byte aligned, as everywhere. */
typedef struct GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;

/* Rectangle in pixels. */
typedef struct NVENC_RECT {
    uint32_t left;
    uint32_t top;
    uint32_t right;
    uint32_t bottom;
} NVENC_RECT;

/* Which capability to ask for. */
typedef struct NV_ENC_CAPS_PARAM {
    uint32_t version;
    NV_ENC_CAPS capsToQuery;
    uint32_t reserved[62];
} NV_ENC_CAPS_PARAM;

/* Goes back to a saved encoder state (iterative encoding). */
typedef struct NV_ENC_RESTORE_ENCODER_STATE_PARAMS {
    uint32_t version;
    uint32_t bufferIdx;
    NV_ENC_STATE_RESTORE_TYPE state;
    uint32_t reserved;
    NV_ENC_OUTPUT_PTR outputBitstream;
    uint64_t completionEvent; /* void * */
    uint32_t reserved1[64];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_RESTORE_ENCODER_STATE_PARAMS;

/* Statistics of one block. */
typedef struct NV_ENC_OUTPUT_STATS_BLOCK {
    uint32_t version;
    uint8_t QP;
    uint8_t reserved[3];
    uint32_t bitcount;
    uint32_t satdCost;
    uint32_t reserved1[12];
} NV_ENC_OUTPUT_STATS_BLOCK;

/* Statistics of one row of blocks. */
typedef struct NV_ENC_OUTPUT_STATS_ROW {
    uint32_t version;
    uint8_t QP;
    uint8_t reserved[3];
    uint32_t bitcount;
    uint32_t satdCost;
    uint32_t reserved1[12];
} NV_ENC_OUTPUT_STATS_ROW;

/* Header that the engine writes before a bitstream in device memory. */
typedef struct NV_ENC_ENCODE_OUT_PARAMS {
    uint32_t version;
    uint32_t bitstreamSizeInBytes;
    uint32_t reserved[62];
} NV_ENC_ENCODE_OUT_PARAMS;

/* One picture for the application-driven look-ahead. */
typedef struct NV_ENC_LOOKAHEAD_PIC_PARAMS {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_INPUT_PTR inputBuffer;
    NV_ENC_PIC_TYPE pictureType;
    NV_ENC_BUFFER_FORMAT bufferFmt;
    uint32_t encodePicFlags;
    uint32_t reserved1[61];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_LOOKAHEAD_PIC_PARAMS;

/* Input surface owned by the driver. */
typedef struct NV_ENC_CREATE_INPUT_BUFFER {
    uint32_t version;
    uint32_t width;
    uint32_t height;
    NV_ENC_MEMORY_HEAP memoryHeap;
    NV_ENC_BUFFER_FORMAT bufferFmt;
    uint32_t reserved;
    NV_ENC_INPUT_PTR inputBuffer;
    uint64_t pSysMemBuffer; /* void * */
    uint32_t reserved1[58];
    uint64_t reserved2[63]; /* void * */
} NV_ENC_CREATE_INPUT_BUFFER;

/* Output buffer owned by the driver. */
typedef struct NV_ENC_CREATE_BITSTREAM_BUFFER {
    uint32_t version;
    uint32_t size;
    NV_ENC_MEMORY_HEAP memoryHeap;
    uint32_t reserved;
    NV_ENC_OUTPUT_PTR bitstreamBuffer;
    uint64_t bitstreamBufferPtr; /* void * */
    uint32_t reserved1[58];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_CREATE_BITSTREAM_BUFFER;

/* Motion vector in quarter pixels. */
typedef struct NV_ENC_MVECTOR {
    int16_t mvx;
    int16_t mvy;
} NV_ENC_MVECTOR;

/* Motion of one H.264 macroblock. */
typedef struct NV_ENC_H264_MV_DATA {
    NV_ENC_MVECTOR mv[4];
    uint8_t mbType;
    uint8_t partitionType;
    uint16_t reserved;
    uint32_t mbCost;
} NV_ENC_H264_MV_DATA;

/* Motion of one HEVC coding unit. */
typedef struct NV_ENC_HEVC_MV_DATA {
    NV_ENC_MVECTOR mv[4];
    uint8_t cuType;
    uint8_t cuSize;
    uint8_t partitionMode;
    uint8_t lastCUInCTB;
} NV_ENC_HEVC_MV_DATA;

/* Output buffer for motion vectors. */
typedef struct NV_ENC_CREATE_MV_BUFFER {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_OUTPUT_PTR mvBuffer;
    uint32_t reserved1[254];
    uint64_t reserved2[63]; /* void * */
} NV_ENC_CREATE_MV_BUFFER;

/* One QP for each picture type. */
typedef struct NV_ENC_QP {
    uint32_t qpInterP;
    uint32_t qpInterB;
    uint32_t qpIntra;
} NV_ENC_QP;

/* Rate control. Rates in bit/s, buffer sizes in bits. */
typedef struct NV_ENC_RC_PARAMS {
    uint32_t version;
    NV_ENC_PARAMS_RC_MODE rateControlMode;
    NV_ENC_QP constQP;
    uint32_t averageBitRate;
    uint32_t maxBitRate;
    uint32_t vbvBufferSize;
    uint32_t vbvInitialDelay;
    uint32_t bitFields;
    NV_ENC_QP minQP;
    NV_ENC_QP maxQP;
    NV_ENC_QP initialRCQP;
    uint32_t temporallayerIdxMask;
    uint8_t temporalLayerQP[8];
    uint8_t targetQuality;
    uint8_t targetQualityLSB;
    uint16_t lookaheadDepth;
    uint8_t lowDelayKeyFrameScale;
    int8_t yDcQPIndexOffset;
    int8_t uDcQPIndexOffset;
    int8_t vDcQPIndexOffset;
    NV_ENC_QP_MAP_MODE qpMapMode;
    NV_ENC_MULTI_PASS multiPass;
    uint32_t alphaLayerBitrateRatio;
    int8_t cbQPIndexOffset;
    int8_t crQPIndexOffset;
    uint16_t reserved2;
    NV_ENC_LOOKAHEAD_LEVEL lookaheadLevel;
    uint8_t viewBitrateRatios[7];
    uint8_t reserved3;
    uint32_t reserved1;
} NV_ENC_RC_PARAMS;

#define NV_ENC_RC_PARAMS_enableMinQP_MASK 0x00000001u
#define NV_ENC_RC_PARAMS_enableMaxQP_MASK 0x00000002u
#define NV_ENC_RC_PARAMS_enableInitialRCQP_MASK 0x00000004u
#define NV_ENC_RC_PARAMS_enableAQ_MASK 0x00000008u
#define NV_ENC_RC_PARAMS_reservedBitField1_MASK 0x00000010u
#define NV_ENC_RC_PARAMS_enableLookahead_MASK 0x00000020u
#define NV_ENC_RC_PARAMS_disableIadapt_MASK 0x00000040u
#define NV_ENC_RC_PARAMS_disableBadapt_MASK 0x00000080u
#define NV_ENC_RC_PARAMS_enableTemporalAQ_MASK 0x00000100u
#define NV_ENC_RC_PARAMS_zeroReorderDelay_MASK 0x00000200u
#define NV_ENC_RC_PARAMS_enableNonRefP_MASK 0x00000400u
#define NV_ENC_RC_PARAMS_strictGOPTarget_MASK 0x00000800u
#define NV_ENC_RC_PARAMS_aqStrength_MASK 0x0000f000u
#define NV_ENC_RC_PARAMS_aqStrength_SHIFT 12
#define NV_ENC_RC_PARAMS_enableExtLookahead_MASK 0x00010000u
#define NV_ENC_RC_PARAMS_reservedBitFields_MASK 0xfffe0000u
#define NV_ENC_RC_PARAMS_reservedBitFields_SHIFT 17

/* One clock time stamp of a time code. */
typedef struct NV_ENC_CLOCK_TIMESTAMP_SET {
    uint32_t bitFields;
    uint32_t timeOffset;
} NV_ENC_CLOCK_TIMESTAMP_SET;

#define NV_ENC_CLOCK_TIMESTAMP_SET_countingTypeLSB_MASK 0x00000001u
#define NV_ENC_CLOCK_TIMESTAMP_SET_discontinuityFlag_MASK 0x00000002u
#define NV_ENC_CLOCK_TIMESTAMP_SET_cntDroppedFrames_MASK 0x00000004u
#define NV_ENC_CLOCK_TIMESTAMP_SET_nFrames_MASK 0x000007f8u
#define NV_ENC_CLOCK_TIMESTAMP_SET_nFrames_SHIFT 3
#define NV_ENC_CLOCK_TIMESTAMP_SET_secondsValue_MASK 0x0001f800u
#define NV_ENC_CLOCK_TIMESTAMP_SET_secondsValue_SHIFT 11
#define NV_ENC_CLOCK_TIMESTAMP_SET_minutesValue_MASK 0x007e0000u
#define NV_ENC_CLOCK_TIMESTAMP_SET_minutesValue_SHIFT 17
#define NV_ENC_CLOCK_TIMESTAMP_SET_hoursValue_MASK 0x0f800000u
#define NV_ENC_CLOCK_TIMESTAMP_SET_hoursValue_SHIFT 23
#define NV_ENC_CLOCK_TIMESTAMP_SET_countingTypeMSB_MASK 0xf0000000u
#define NV_ENC_CLOCK_TIMESTAMP_SET_countingTypeMSB_SHIFT 28

/* Time code of a picture. */
typedef struct NV_ENC_TIME_CODE {
    NV_ENC_DISPLAY_PIC_STRUCT displayPicStruct;
    NV_ENC_CLOCK_TIMESTAMP_SET clockTimestamp[3];
    uint32_t skipClockTimestampInsertion;
} NV_ENC_TIME_CODE;

/* 3D reference displays SEI (MV-HEVC). */
typedef struct HEVC_3D_REFERENCE_DISPLAY_INFO {
    uint32_t bitFields;
    int32_t precRefDisplayWidth;
    int32_t precRefViewingDist;
    int32_t numRefDisplaysMinus1;
    int32_t leftViewId[32];
    int32_t rightViewId[32];
    int32_t exponentRefDisplayWidth[32];
    int32_t mantissaRefDisplayWidth[32];
    int32_t exponentRefViewingDistance[32];
    int32_t mantissaRefViewingDistance[32];
    int32_t numSampleShiftPlus512[32];
    uint8_t additionalShiftPresentFlag[32];
    uint32_t reserved2[4];
} HEVC_3D_REFERENCE_DISPLAY_INFO;

#define HEVC_3D_REFERENCE_DISPLAY_INFO_refViewingDistanceFlag_MASK 0x00000001u
#define HEVC_3D_REFERENCE_DISPLAY_INFO_threeDimensionalReferenceDisplaysExtensionFlag_MASK 0x00000002u
#define HEVC_3D_REFERENCE_DISPLAY_INFO_reserved_MASK 0xfffffffcu
#define HEVC_3D_REFERENCE_DISPLAY_INFO_reserved_SHIFT 2

/* CIE 1931 coordinates, in units of 0.00002. */
typedef struct CHROMA_POINTS {
    uint16_t x;
    uint16_t y;
} CHROMA_POINTS;

/* Mastering display colour volume; luminance in units of 0.0001 cd/m2. */
typedef struct MASTERING_DISPLAY_INFO {
    CHROMA_POINTS g;
    CHROMA_POINTS b;
    CHROMA_POINTS r;
    CHROMA_POINTS whitePoint;
    uint32_t maxLuma;
    uint32_t minLuma;
} MASTERING_DISPLAY_INFO;

/* Content light level in cd/m2. */
typedef struct CONTENT_LIGHT_LEVEL {
    uint16_t maxContentLightLevel;
    uint16_t maxPicAverageLightLevel;
} CONTENT_LIGHT_LEVEL;

/* Video usability information; HEVC uses the same struct. */
typedef struct NV_ENC_CONFIG_H264_VUI_PARAMETERS {
    uint32_t overscanInfoPresentFlag;
    uint32_t overscanInfo;
    uint32_t videoSignalTypePresentFlag;
    NV_ENC_VUI_VIDEO_FORMAT videoFormat;
    uint32_t videoFullRangeFlag;
    uint32_t colourDescriptionPresentFlag;
    NV_ENC_VUI_COLOR_PRIMARIES colourPrimaries;
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC transferCharacteristics;
    NV_ENC_VUI_MATRIX_COEFFS colourMatrix;
    uint32_t chromaSampleLocationFlag;
    uint32_t chromaSampleLocationTop;
    uint32_t chromaSampleLocationBot;
    uint32_t bitstreamRestrictionFlag;
    uint32_t timingInfoPresentFlag;
    uint32_t numUnitInTicks;
    uint32_t timeScale;
    uint32_t reserved[12];
} NV_ENC_CONFIG_H264_VUI_PARAMETERS;

typedef NV_ENC_CONFIG_H264_VUI_PARAMETERS NV_ENC_CONFIG_HEVC_VUI_PARAMETERS;

/* How many motion hints are given for each kind of block. */
typedef struct NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE {
    uint32_t bitFields;
    uint32_t reserved1[3];
} NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE;

#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk16x16_MASK 0x0000000fu
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk16x16_SHIFT 0
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk16x8_MASK 0x000000f0u
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk16x8_SHIFT 4
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x16_MASK 0x00000f00u
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x16_SHIFT 8
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x8_MASK 0x0000f000u
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x8_SHIFT 12
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerSb_MASK 0x00ff0000u
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerSb_SHIFT 16
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_reserved_MASK 0xff000000u
#define NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_reserved_SHIFT 24

/* One motion hint. All fields are signed. */
typedef struct NVENC_EXTERNAL_ME_HINT {
    uint32_t bitFields;
} NVENC_EXTERNAL_ME_HINT;

#define NVENC_EXTERNAL_ME_HINT_mvx_MASK 0x00000fffu
#define NVENC_EXTERNAL_ME_HINT_mvx_SHIFT 0
#define NVENC_EXTERNAL_ME_HINT_mvy_MASK 0x003ff000u
#define NVENC_EXTERNAL_ME_HINT_mvy_SHIFT 12
#define NVENC_EXTERNAL_ME_HINT_refidx_MASK 0x07c00000u
#define NVENC_EXTERNAL_ME_HINT_refidx_SHIFT 22
#define NVENC_EXTERNAL_ME_HINT_dir_MASK 0x08000000u
#define NVENC_EXTERNAL_ME_HINT_partType_MASK 0x30000000u
#define NVENC_EXTERNAL_ME_HINT_partType_SHIFT 28
#define NVENC_EXTERNAL_ME_HINT_lastofPart_MASK 0x40000000u
#define NVENC_EXTERNAL_ME_HINT_lastOfMB_MASK 0x80000000u

/* One motion hint of an AV1 superblock: three 16-bit words. All fields are signed. */
typedef struct NVENC_EXTERNAL_ME_SB_HINT {
    uint16_t bitFields;
    uint16_t bitFieldsX;
    uint16_t bitFieldsY;
} NVENC_EXTERNAL_ME_SB_HINT;

#define NVENC_EXTERNAL_ME_SB_HINT_refidx_MASK 0x001fu
#define NVENC_EXTERNAL_ME_SB_HINT_refidx_SHIFT 0
#define NVENC_EXTERNAL_ME_SB_HINT_direction_MASK 0x0020u
#define NVENC_EXTERNAL_ME_SB_HINT_bi_MASK 0x0040u
#define NVENC_EXTERNAL_ME_SB_HINT_partition_type_MASK 0x0380u
#define NVENC_EXTERNAL_ME_SB_HINT_partition_type_SHIFT 7
#define NVENC_EXTERNAL_ME_SB_HINT_x8_MASK 0x1c00u
#define NVENC_EXTERNAL_ME_SB_HINT_x8_SHIFT 10
#define NVENC_EXTERNAL_ME_SB_HINT_last_of_cu_MASK 0x2000u
#define NVENC_EXTERNAL_ME_SB_HINT_last_of_sb_MASK 0x4000u
#define NVENC_EXTERNAL_ME_SB_HINT_reserved0_MASK 0x8000u
#define NVENC_EXTERNAL_ME_SB_HINT_mvx_MASK 0x3fffu
#define NVENC_EXTERNAL_ME_SB_HINT_mvx_SHIFT 0
#define NVENC_EXTERNAL_ME_SB_HINT_cu_size_MASK 0xc000u
#define NVENC_EXTERNAL_ME_SB_HINT_cu_size_SHIFT 14
#define NVENC_EXTERNAL_ME_SB_HINT_mvy_MASK 0x0fffu
#define NVENC_EXTERNAL_ME_SB_HINT_mvy_SHIFT 0
#define NVENC_EXTERNAL_ME_SB_HINT_y8_MASK 0x7000u
#define NVENC_EXTERNAL_ME_SB_HINT_y8_SHIFT 12
#define NVENC_EXTERNAL_ME_SB_HINT_reserved1_MASK 0x8000u

/* H.264 settings. */
typedef struct NV_ENC_CONFIG_H264 {
    uint32_t bitFields;
    uint32_t level;
    uint32_t idrPeriod;
    uint32_t separateColourPlaneFlag;
    uint32_t disableDeblockingFilterIDC;
    uint32_t numTemporalLayers;
    uint32_t spsId;
    uint32_t ppsId;
    NV_ENC_H264_ADAPTIVE_TRANSFORM_MODE adaptiveTransformMode;
    NV_ENC_H264_FMO_MODE fmoMode;
    NV_ENC_H264_BDIRECT_MODE bdirectMode;
    NV_ENC_H264_ENTROPY_CODING_MODE entropyCodingMode;
    NV_ENC_STEREO_PACKING_MODE stereoMode;
    uint32_t intraRefreshPeriod;
    uint32_t intraRefreshCnt;
    uint32_t maxNumRefFrames;
    uint32_t sliceMode;
    uint32_t sliceModeData;
    NV_ENC_CONFIG_H264_VUI_PARAMETERS h264VUIParameters;
    uint32_t ltrNumFrames;
    uint32_t ltrTrustMode;
    uint32_t chromaFormatIDC;
    uint32_t maxTemporalLayers;
    NV_ENC_BFRAME_REF_MODE useBFramesAsRef;
    NV_ENC_NUM_REF_FRAMES numRefL0;
    NV_ENC_NUM_REF_FRAMES numRefL1;
    NV_ENC_BIT_DEPTH outputBitDepth;
    NV_ENC_BIT_DEPTH inputBitDepth;
    NV_ENC_TEMPORAL_FILTER_LEVEL tfLevel;
    uint32_t reserved1[264];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_CONFIG_H264;

#define NV_ENC_CONFIG_H264_enableTemporalSVC_MASK 0x00000001u
#define NV_ENC_CONFIG_H264_enableStereoMVC_MASK 0x00000002u
#define NV_ENC_CONFIG_H264_hierarchicalPFrames_MASK 0x00000004u
#define NV_ENC_CONFIG_H264_hierarchicalBFrames_MASK 0x00000008u
#define NV_ENC_CONFIG_H264_outputBufferingPeriodSEI_MASK 0x00000010u
#define NV_ENC_CONFIG_H264_outputPictureTimingSEI_MASK 0x00000020u
#define NV_ENC_CONFIG_H264_outputAUD_MASK 0x00000040u
#define NV_ENC_CONFIG_H264_disableSPSPPS_MASK 0x00000080u
#define NV_ENC_CONFIG_H264_outputFramePackingSEI_MASK 0x00000100u
#define NV_ENC_CONFIG_H264_outputRecoveryPointSEI_MASK 0x00000200u
#define NV_ENC_CONFIG_H264_enableIntraRefresh_MASK 0x00000400u
#define NV_ENC_CONFIG_H264_enableConstrainedEncoding_MASK 0x00000800u
#define NV_ENC_CONFIG_H264_repeatSPSPPS_MASK 0x00001000u
#define NV_ENC_CONFIG_H264_enableVFR_MASK 0x00002000u
#define NV_ENC_CONFIG_H264_enableLTR_MASK 0x00004000u
#define NV_ENC_CONFIG_H264_qpPrimeYZeroTransformBypassFlag_MASK 0x00008000u
#define NV_ENC_CONFIG_H264_useConstrainedIntraPred_MASK 0x00010000u
#define NV_ENC_CONFIG_H264_enableFillerDataInsertion_MASK 0x00020000u
#define NV_ENC_CONFIG_H264_disableSVCPrefixNalu_MASK 0x00040000u
#define NV_ENC_CONFIG_H264_enableScalabilityInfoSEI_MASK 0x00080000u
#define NV_ENC_CONFIG_H264_singleSliceIntraRefresh_MASK 0x00100000u
#define NV_ENC_CONFIG_H264_enableTimeCode_MASK 0x00200000u
#define NV_ENC_CONFIG_H264_reservedBitFields_MASK 0xffc00000u
#define NV_ENC_CONFIG_H264_reservedBitFields_SHIFT 22

/* HEVC settings. */
typedef struct NV_ENC_CONFIG_HEVC {
    uint32_t level;
    uint32_t tier;
    NV_ENC_HEVC_CUSIZE minCUSize;
    NV_ENC_HEVC_CUSIZE maxCUSize;
    uint32_t bitFields;
    uint32_t idrPeriod;
    uint32_t intraRefreshPeriod;
    uint32_t intraRefreshCnt;
    uint32_t maxNumRefFramesInDPB;
    uint32_t ltrNumFrames;
    uint32_t vpsId;
    uint32_t spsId;
    uint32_t ppsId;
    uint32_t sliceMode;
    uint32_t sliceModeData;
    uint32_t maxTemporalLayersMinus1;
    NV_ENC_CONFIG_HEVC_VUI_PARAMETERS hevcVUIParameters;
    uint32_t ltrTrustMode;
    NV_ENC_BFRAME_REF_MODE useBFramesAsRef;
    NV_ENC_NUM_REF_FRAMES numRefL0;
    NV_ENC_NUM_REF_FRAMES numRefL1;
    NV_ENC_TEMPORAL_FILTER_LEVEL tfLevel;
    uint32_t disableDeblockingFilterIDC;
    NV_ENC_BIT_DEPTH outputBitDepth;
    NV_ENC_BIT_DEPTH inputBitDepth;
    uint32_t numTemporalLayers;
    uint32_t numViews;
    uint32_t reserved1[208];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_CONFIG_HEVC;

#define NV_ENC_CONFIG_HEVC_useConstrainedIntraPred_MASK 0x00000001u
#define NV_ENC_CONFIG_HEVC_disableDeblockAcrossSliceBoundary_MASK 0x00000002u
#define NV_ENC_CONFIG_HEVC_outputBufferingPeriodSEI_MASK 0x00000004u
#define NV_ENC_CONFIG_HEVC_outputPictureTimingSEI_MASK 0x00000008u
#define NV_ENC_CONFIG_HEVC_outputAUD_MASK 0x00000010u
#define NV_ENC_CONFIG_HEVC_enableLTR_MASK 0x00000020u
#define NV_ENC_CONFIG_HEVC_disableSPSPPS_MASK 0x00000040u
#define NV_ENC_CONFIG_HEVC_repeatSPSPPS_MASK 0x00000080u
#define NV_ENC_CONFIG_HEVC_enableIntraRefresh_MASK 0x00000100u
#define NV_ENC_CONFIG_HEVC_chromaFormatIDC_MASK 0x00000600u
#define NV_ENC_CONFIG_HEVC_chromaFormatIDC_SHIFT 9
#define NV_ENC_CONFIG_HEVC_reserved3_MASK 0x00003800u
#define NV_ENC_CONFIG_HEVC_reserved3_SHIFT 11
#define NV_ENC_CONFIG_HEVC_enableFillerDataInsertion_MASK 0x00004000u
#define NV_ENC_CONFIG_HEVC_enableConstrainedEncoding_MASK 0x00008000u
#define NV_ENC_CONFIG_HEVC_enableAlphaLayerEncoding_MASK 0x00010000u
#define NV_ENC_CONFIG_HEVC_singleSliceIntraRefresh_MASK 0x00020000u
#define NV_ENC_CONFIG_HEVC_outputRecoveryPointSEI_MASK 0x00040000u
#define NV_ENC_CONFIG_HEVC_outputTimeCodeSEI_MASK 0x00080000u
#define NV_ENC_CONFIG_HEVC_enableTemporalSVC_MASK 0x00100000u
#define NV_ENC_CONFIG_HEVC_enableMVHEVC_MASK 0x00200000u
#define NV_ENC_CONFIG_HEVC_outputHevc3DReferenceDisplayInfo_MASK 0x00400000u
#define NV_ENC_CONFIG_HEVC_outputMaxCll_MASK 0x00800000u
#define NV_ENC_CONFIG_HEVC_outputMasteringDisplay_MASK 0x01000000u
#define NV_ENC_CONFIG_HEVC_reserved0_MASK 0x02000000u
#define NV_ENC_CONFIG_HEVC_enableRefPicListModification_MASK 0x04000000u
#define NV_ENC_CONFIG_HEVC_reserved_MASK 0xf8000000u
#define NV_ENC_CONFIG_HEVC_reserved_SHIFT 27

/* AV1 film grain. */
typedef struct NV_ENC_FILM_GRAIN_PARAMS_AV1 {
    uint32_t bitFields;
    uint8_t pointYValue[14];
    uint8_t pointYScaling[14];
    uint8_t pointCbValue[10];
    uint8_t pointCbScaling[10];
    uint8_t pointCrValue[10];
    uint8_t pointCrScaling[10];
    uint8_t arCoeffsYPlus128[24];
    uint8_t arCoeffsCbPlus128[25];
    uint8_t arCoeffsCrPlus128[25];
    uint8_t reserved2[2];
    uint8_t cbMult;
    uint8_t cbLumaMult;
    uint16_t cbOffset;
    uint8_t crMult;
    uint8_t crLumaMult;
    uint16_t crOffset;
} NV_ENC_FILM_GRAIN_PARAMS_AV1;

#define NV_ENC_FILM_GRAIN_PARAMS_AV1_applyGrain_MASK 0x00000001u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_chromaScalingFromLuma_MASK 0x00000002u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_overlapFlag_MASK 0x00000004u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_clipToRestrictedRange_MASK 0x00000008u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScalingMinus8_MASK 0x00000030u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScalingMinus8_SHIFT 4
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffLag_MASK 0x000000c0u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffLag_SHIFT 6
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numYPoints_MASK 0x00000f00u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numYPoints_SHIFT 8
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numCbPoints_MASK 0x0000f000u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numCbPoints_SHIFT 12
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numCrPoints_MASK 0x000f0000u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_numCrPoints_SHIFT 16
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffShiftMinus6_MASK 0x00300000u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffShiftMinus6_SHIFT 20
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScaleShift_MASK 0x00c00000u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScaleShift_SHIFT 22
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_reserved1_MASK 0xff000000u
#define NV_ENC_FILM_GRAIN_PARAMS_AV1_reserved1_SHIFT 24

/* AV1 settings. */
typedef struct NV_ENC_CONFIG_AV1 {
    uint32_t level;
    uint32_t tier;
    NV_ENC_AV1_PART_SIZE minPartSize;
    NV_ENC_AV1_PART_SIZE maxPartSize;
    uint32_t bitFields;
    uint32_t idrPeriod;
    uint32_t intraRefreshPeriod;
    uint32_t intraRefreshCnt;
    uint32_t maxNumRefFramesInDPB;
    uint32_t numTileColumns;
    uint32_t numTileRows;
    uint32_t reserved2;
    uint64_t tileWidths; /* uint32_t * */
    uint64_t tileHeights; /* uint32_t * */
    uint32_t maxTemporalLayersMinus1;
    NV_ENC_VUI_COLOR_PRIMARIES colorPrimaries;
    NV_ENC_VUI_TRANSFER_CHARACTERISTIC transferCharacteristics;
    NV_ENC_VUI_MATRIX_COEFFS matrixCoefficients;
    uint32_t colorRange;
    uint32_t chromaSamplePosition;
    NV_ENC_BFRAME_REF_MODE useBFramesAsRef;
    uint64_t filmGrainParams; /* NV_ENC_FILM_GRAIN_PARAMS_AV1 * */
    NV_ENC_NUM_REF_FRAMES numFwdRefs;
    NV_ENC_NUM_REF_FRAMES numBwdRefs;
    NV_ENC_BIT_DEPTH outputBitDepth;
    NV_ENC_BIT_DEPTH inputBitDepth;
    uint32_t ltrNumFrames;
    uint32_t numTemporalLayers;
    NV_ENC_TEMPORAL_FILTER_LEVEL tfLevel;
    uint32_t reserved1[230];
    uint64_t reserved3[62]; /* void * */
} NV_ENC_CONFIG_AV1;

#define NV_ENC_CONFIG_AV1_outputAnnexBFormat_MASK 0x00000001u
#define NV_ENC_CONFIG_AV1_enableTimingInfo_MASK 0x00000002u
#define NV_ENC_CONFIG_AV1_enableDecoderModelInfo_MASK 0x00000004u
#define NV_ENC_CONFIG_AV1_enableFrameIdNumbers_MASK 0x00000008u
#define NV_ENC_CONFIG_AV1_disableSeqHdr_MASK 0x00000010u
#define NV_ENC_CONFIG_AV1_repeatSeqHdr_MASK 0x00000020u
#define NV_ENC_CONFIG_AV1_enableIntraRefresh_MASK 0x00000040u
#define NV_ENC_CONFIG_AV1_chromaFormatIDC_MASK 0x00000180u
#define NV_ENC_CONFIG_AV1_chromaFormatIDC_SHIFT 7
#define NV_ENC_CONFIG_AV1_enableBitstreamPadding_MASK 0x00000200u
#define NV_ENC_CONFIG_AV1_enableCustomTileConfig_MASK 0x00000400u
#define NV_ENC_CONFIG_AV1_enableFilmGrainParams_MASK 0x00000800u
#define NV_ENC_CONFIG_AV1_enableLTR_MASK 0x00001000u
#define NV_ENC_CONFIG_AV1_enableTemporalSVC_MASK 0x00002000u
#define NV_ENC_CONFIG_AV1_outputMaxCll_MASK 0x00004000u
#define NV_ENC_CONFIG_AV1_outputMasteringDisplay_MASK 0x00008000u
#define NV_ENC_CONFIG_AV1_reserved4_MASK 0x00030000u
#define NV_ENC_CONFIG_AV1_reserved4_SHIFT 16
#define NV_ENC_CONFIG_AV1_reserved_MASK 0xfffc0000u
#define NV_ENC_CONFIG_AV1_reserved_SHIFT 18

/* H.264 settings of motion-estimation-only mode. */
typedef struct NV_ENC_CONFIG_H264_MEONLY {
    uint32_t bitFields;
    uint32_t reserved1[255];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_CONFIG_H264_MEONLY;

#define NV_ENC_CONFIG_H264_MEONLY_disablePartition16x16_MASK 0x00000001u
#define NV_ENC_CONFIG_H264_MEONLY_disablePartition8x16_MASK 0x00000002u
#define NV_ENC_CONFIG_H264_MEONLY_disablePartition16x8_MASK 0x00000004u
#define NV_ENC_CONFIG_H264_MEONLY_disablePartition8x8_MASK 0x00000008u
#define NV_ENC_CONFIG_H264_MEONLY_disableIntraSearch_MASK 0x00000010u
#define NV_ENC_CONFIG_H264_MEONLY_bStereoEnable_MASK 0x00000020u
#define NV_ENC_CONFIG_H264_MEONLY_reserved_MASK 0xffffffc0u
#define NV_ENC_CONFIG_H264_MEONLY_reserved_SHIFT 6

/* HEVC settings of motion-estimation-only mode. */
typedef struct NV_ENC_CONFIG_HEVC_MEONLY {
    uint32_t reserved[256];
    uint64_t reserved1[64]; /* void * */
} NV_ENC_CONFIG_HEVC_MEONLY;

/* The settings of the codec in use. */
typedef union NV_ENC_CODEC_CONFIG {
    NV_ENC_CONFIG_H264 h264Config;
    NV_ENC_CONFIG_HEVC hevcConfig;
    NV_ENC_CONFIG_AV1 av1Config;
    NV_ENC_CONFIG_H264_MEONLY h264MeOnlyConfig;
    NV_ENC_CONFIG_HEVC_MEONLY hevcMeOnlyConfig;
    uint32_t reserved[320];
} NV_ENC_CODEC_CONFIG;

/* Encoder configuration. */
typedef struct NV_ENC_CONFIG {
    uint32_t version;
    GUID profileGUID;
    uint32_t gopLength;
    int32_t frameIntervalP;
    uint32_t monoChromeEncoding;
    NV_ENC_PARAMS_FRAME_FIELD_MODE frameFieldMode;
    NV_ENC_MV_PRECISION mvPrecision;
    NV_ENC_RC_PARAMS rcParams;
    NV_ENC_CODEC_CONFIG encodeCodecConfig;
    uint32_t reserved[278];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_CONFIG;

/* What a session is initialised with. */
typedef struct NV_ENC_INITIALIZE_PARAMS {
    uint32_t version;
    GUID encodeGUID;
    GUID presetGUID;
    uint32_t encodeWidth;
    uint32_t encodeHeight;
    uint32_t darWidth;
    uint32_t darHeight;
    uint32_t frameRateNum;
    uint32_t frameRateDen;
    uint32_t enableEncodeAsync;
    uint32_t enablePTD;
    uint32_t bitFields;
    uint32_t privDataSize;
    uint32_t reserved;
    uint64_t privData; /* void * */
    uint64_t encodeConfig; /* NV_ENC_CONFIG * */
    uint32_t maxEncodeWidth;
    uint32_t maxEncodeHeight;
    NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE maxMEHintCountsPerBlock[2];
    NV_ENC_TUNING_INFO tuningInfo;
    NV_ENC_BUFFER_FORMAT bufferFormat;
    uint32_t numStateBuffers;
    NV_ENC_OUTPUT_STATS_LEVEL outputStatsLevel;
    uint32_t reserved1[284];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_INITIALIZE_PARAMS;

#define NV_ENC_INITIALIZE_PARAMS_reportSliceOffsets_MASK 0x00000001u
#define NV_ENC_INITIALIZE_PARAMS_enableSubFrameWrite_MASK 0x00000002u
#define NV_ENC_INITIALIZE_PARAMS_enableExternalMEHints_MASK 0x00000004u
#define NV_ENC_INITIALIZE_PARAMS_enableMEOnlyMode_MASK 0x00000008u
#define NV_ENC_INITIALIZE_PARAMS_enableWeightedPrediction_MASK 0x00000010u
#define NV_ENC_INITIALIZE_PARAMS_splitEncodeMode_MASK 0x000001e0u
#define NV_ENC_INITIALIZE_PARAMS_splitEncodeMode_SHIFT 5
#define NV_ENC_INITIALIZE_PARAMS_enableOutputInVidmem_MASK 0x00000200u
#define NV_ENC_INITIALIZE_PARAMS_enableReconFrameOutput_MASK 0x00000400u
#define NV_ENC_INITIALIZE_PARAMS_enableOutputStats_MASK 0x00000800u
#define NV_ENC_INITIALIZE_PARAMS_enableUniDirectionalB_MASK 0x00001000u
#define NV_ENC_INITIALIZE_PARAMS_reservedBitFields_MASK 0xffffe000u
#define NV_ENC_INITIALIZE_PARAMS_reservedBitFields_SHIFT 13

/* New parameters for a running session. */
typedef struct NV_ENC_RECONFIGURE_PARAMS {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_INITIALIZE_PARAMS reInitEncodeParams;
    uint32_t bitFields;
    uint32_t reserved2;
} NV_ENC_RECONFIGURE_PARAMS;

#define NV_ENC_RECONFIGURE_PARAMS_resetEncoder_MASK 0x00000001u
#define NV_ENC_RECONFIGURE_PARAMS_forceIDR_MASK 0x00000002u
#define NV_ENC_RECONFIGURE_PARAMS_reserved1_MASK 0xfffffffcu
#define NV_ENC_RECONFIGURE_PARAMS_reserved1_SHIFT 2

/* Configuration that stands behind a preset. */
typedef struct NV_ENC_PRESET_CONFIG {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_CONFIG presetCfg;
    uint32_t reserved1[256];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_PRESET_CONFIG;

/* View of a picture in H.264 MVC. */
typedef struct NV_ENC_PIC_PARAMS_MVC {
    uint32_t version;
    uint32_t viewID;
    uint32_t temporalID;
    uint32_t priorityID;
    uint32_t reserved1[12];
    uint64_t reserved2[8]; /* void * */
} NV_ENC_PIC_PARAMS_MVC;

/* H.264 extension of a picture. */
typedef union NV_ENC_PIC_PARAMS_H264_EXT {
    NV_ENC_PIC_PARAMS_MVC mvcPicParams;
    uint32_t reserved1[32];
} NV_ENC_PIC_PARAMS_H264_EXT;

/* One SEI message, or one AV1 metadata OBU. */
typedef struct NV_ENC_SEI_PAYLOAD {
    uint32_t payloadSize;
    uint32_t payloadType;
    uint64_t payload; /* uint8_t * */
} NV_ENC_SEI_PAYLOAD;

/* H.264 part of a picture's parameters. */
typedef struct NV_ENC_PIC_PARAMS_H264 {
    uint32_t displayPOCSyntax;
    uint32_t reserved3;
    uint32_t refPicFlag;
    uint32_t colourPlaneId;
    uint32_t forceIntraRefreshWithFrameCnt;
    uint32_t bitFields;
    uint64_t sliceTypeData; /* uint8_t * */
    uint32_t sliceTypeArrayCnt;
    uint32_t seiPayloadArrayCnt;
    uint64_t seiPayloadArray; /* NV_ENC_SEI_PAYLOAD * */
    uint32_t sliceMode;
    uint32_t sliceModeData;
    uint32_t ltrMarkFrameIdx;
    uint32_t ltrUseFrameBitmap;
    uint32_t ltrUsageMode;
    uint32_t forceIntraSliceCount;
    uint64_t forceIntraSliceIdx; /* uint32_t * */
    NV_ENC_PIC_PARAMS_H264_EXT h264ExtPicParams;
    NV_ENC_TIME_CODE timeCode;
    uint32_t reserved[202];
    uint64_t reserved2[61]; /* void * */
} NV_ENC_PIC_PARAMS_H264;

#define NV_ENC_PIC_PARAMS_H264_constrainedFrame_MASK 0x00000001u
#define NV_ENC_PIC_PARAMS_H264_sliceModeDataUpdate_MASK 0x00000002u
#define NV_ENC_PIC_PARAMS_H264_ltrMarkFrame_MASK 0x00000004u
#define NV_ENC_PIC_PARAMS_H264_ltrUseFrames_MASK 0x00000008u
#define NV_ENC_PIC_PARAMS_H264_reservedBitFields_MASK 0xfffffff0u
#define NV_ENC_PIC_PARAMS_H264_reservedBitFields_SHIFT 4

/* HEVC part of a picture's parameters. */
typedef struct NV_ENC_PIC_PARAMS_HEVC {
    uint32_t displayPOCSyntax;
    uint32_t refPicFlag;
    uint32_t temporalId;
    uint32_t forceIntraRefreshWithFrameCnt;
    uint32_t bitFields;
    uint32_t reserved1;
    uint64_t sliceTypeData; /* uint8_t * */
    uint32_t sliceTypeArrayCnt;
    uint32_t sliceMode;
    uint32_t sliceModeData;
    uint32_t ltrMarkFrameIdx;
    uint32_t ltrUseFrameBitmap;
    uint32_t ltrUsageMode;
    uint32_t seiPayloadArrayCnt;
    uint32_t reserved;
    uint64_t seiPayloadArray; /* NV_ENC_SEI_PAYLOAD * */
    NV_ENC_TIME_CODE timeCode;
    uint32_t numTemporalLayers;
    uint32_t viewId;
    uint64_t p3DReferenceDisplayInfo; /* HEVC_3D_REFERENCE_DISPLAY_INFO * */
    uint64_t pMaxCll; /* CONTENT_LIGHT_LEVEL * */
    uint64_t pMasteringDisplay; /* MASTERING_DISPLAY_INFO * */
    uint32_t reserved2[234];
    uint64_t reserved3[58]; /* void * */
} NV_ENC_PIC_PARAMS_HEVC;

#define NV_ENC_PIC_PARAMS_HEVC_constrainedFrame_MASK 0x00000001u
#define NV_ENC_PIC_PARAMS_HEVC_sliceModeDataUpdate_MASK 0x00000002u
#define NV_ENC_PIC_PARAMS_HEVC_ltrMarkFrame_MASK 0x00000004u
#define NV_ENC_PIC_PARAMS_HEVC_ltrUseFrames_MASK 0x00000008u
#define NV_ENC_PIC_PARAMS_HEVC_temporalConfigUpdate_MASK 0x00000010u
#define NV_ENC_PIC_PARAMS_HEVC_reservedBitFields_MASK 0xffffffe0u
#define NV_ENC_PIC_PARAMS_HEVC_reservedBitFields_SHIFT 5

/* AV1 part of a picture's parameters. */
typedef struct NV_ENC_PIC_PARAMS_AV1 {
    uint32_t displayPOCSyntax;
    uint32_t refPicFlag;
    uint32_t temporalId;
    uint32_t forceIntraRefreshWithFrameCnt;
    uint32_t bitFields;
    uint32_t numTileColumns;
    uint32_t numTileRows;
    uint32_t reserved;
    uint64_t tileWidths; /* uint32_t * */
    uint64_t tileHeights; /* uint32_t * */
    uint32_t obuPayloadArrayCnt;
    uint32_t reserved1;
    uint64_t obuPayloadArray; /* NV_ENC_SEI_PAYLOAD * */
    uint64_t filmGrainParams; /* NV_ENC_FILM_GRAIN_PARAMS_AV1 * */
    uint32_t ltrMarkFrameIdx;
    uint32_t ltrUseFrameBitmap;
    uint32_t numTemporalLayers;
    uint32_t reserved4;
    uint64_t pMaxCll; /* CONTENT_LIGHT_LEVEL * */
    uint64_t pMasteringDisplay; /* MASTERING_DISPLAY_INFO * */
    uint32_t reserved2[242];
    uint64_t reserved3[59]; /* void * */
} NV_ENC_PIC_PARAMS_AV1;

#define NV_ENC_PIC_PARAMS_AV1_goldenFrameFlag_MASK 0x00000001u
#define NV_ENC_PIC_PARAMS_AV1_arfFrameFlag_MASK 0x00000002u
#define NV_ENC_PIC_PARAMS_AV1_arf2FrameFlag_MASK 0x00000004u
#define NV_ENC_PIC_PARAMS_AV1_bwdFrameFlag_MASK 0x00000008u
#define NV_ENC_PIC_PARAMS_AV1_overlayFrameFlag_MASK 0x00000010u
#define NV_ENC_PIC_PARAMS_AV1_showExistingFrameFlag_MASK 0x00000020u
#define NV_ENC_PIC_PARAMS_AV1_errorResilientModeFlag_MASK 0x00000040u
#define NV_ENC_PIC_PARAMS_AV1_tileConfigUpdate_MASK 0x00000080u
#define NV_ENC_PIC_PARAMS_AV1_enableCustomTileConfig_MASK 0x00000100u
#define NV_ENC_PIC_PARAMS_AV1_filmGrainParamsUpdate_MASK 0x00000200u
#define NV_ENC_PIC_PARAMS_AV1_ltrMarkFrame_MASK 0x00000400u
#define NV_ENC_PIC_PARAMS_AV1_ltrUseFrames_MASK 0x00000800u
#define NV_ENC_PIC_PARAMS_AV1_temporalConfigUpdate_MASK 0x00001000u
#define NV_ENC_PIC_PARAMS_AV1_reservedBitFields_MASK 0xffffe000u
#define NV_ENC_PIC_PARAMS_AV1_reservedBitFields_SHIFT 13

/* The picture parameters of the codec in use. */
typedef union NV_ENC_CODEC_PIC_PARAMS {
    NV_ENC_PIC_PARAMS_H264 h264PicParams;
    NV_ENC_PIC_PARAMS_HEVC hevcPicParams;
    NV_ENC_PIC_PARAMS_AV1 av1PicParams;
    uint32_t reserved[256];
} NV_ENC_CODEC_PIC_PARAMS;

/* One picture to encode, or the end of the stream. */
typedef struct NV_ENC_PIC_PARAMS {
    uint32_t version;
    uint32_t inputWidth;
    uint32_t inputHeight;
    uint32_t inputPitch;
    uint32_t encodePicFlags;
    uint32_t frameIdx;
    uint64_t inputTimeStamp;
    uint64_t inputDuration;
    NV_ENC_INPUT_PTR inputBuffer;
    NV_ENC_OUTPUT_PTR outputBitstream;
    uint64_t completionEvent; /* void * */
    NV_ENC_BUFFER_FORMAT bufferFmt;
    NV_ENC_PIC_STRUCT pictureStruct;
    NV_ENC_PIC_TYPE pictureType;
    NV_ENC_CODEC_PIC_PARAMS codecPicParams;
    NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE meHintCountsPerBlock[2];
    uint64_t meExternalHints; /* NVENC_EXTERNAL_ME_HINT * */
    uint32_t reserved2[7];
    uint64_t reserved5[2]; /* void * */
    uint64_t qpDeltaMap; /* int8_t * */
    uint32_t qpDeltaMapSize;
    uint32_t reservedBitFields;
    uint16_t meHintRefPicDist[2];
    int32_t diffPicNumHint;
    NV_ENC_INPUT_PTR alphaBuffer;
    uint64_t meExternalSbHints; /* NVENC_EXTERNAL_ME_SB_HINT * */
    uint32_t meSbHintsCount;
    uint32_t stateBufferIdx;
    NV_ENC_OUTPUT_PTR outputReconBuffer;
    uint32_t reserved3[284];
    uint64_t reserved6[57]; /* void * */
} NV_ENC_PIC_PARAMS;

/* One picture pair for motion estimation alone. */
typedef struct NV_ENC_MEONLY_PARAMS {
    uint32_t version;
    uint32_t inputWidth;
    uint32_t inputHeight;
    uint32_t reserved;
    NV_ENC_INPUT_PTR inputBuffer;
    NV_ENC_INPUT_PTR referenceFrame;
    NV_ENC_OUTPUT_PTR mvBuffer;
    uint32_t reserved2;
    NV_ENC_BUFFER_FORMAT bufferFmt;
    uint64_t completionEvent; /* void * */
    uint32_t viewID;
    NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE meHintCountsPerBlock[2];
    uint64_t meExternalHints; /* NVENC_EXTERNAL_ME_HINT * */
    uint32_t reserved1[241];
    uint64_t reserved3[59]; /* void * */
} NV_ENC_MEONLY_PARAMS;

/* One access unit, locked for reading. */
typedef struct NV_ENC_LOCK_BITSTREAM {
    uint32_t version;
    uint32_t bitFields;
    uint64_t outputBitstream; /* void * */
    uint64_t sliceOffsets; /* uint32_t * */
    uint32_t frameIdx;
    uint32_t hwEncodeStatus;
    uint32_t numSlices;
    uint32_t bitstreamSizeInBytes;
    uint64_t outputTimeStamp;
    uint64_t outputDuration;
    uint64_t bitstreamBufferPtr; /* void * */
    NV_ENC_PIC_TYPE pictureType;
    NV_ENC_PIC_STRUCT pictureStruct;
    uint32_t frameAvgQP;
    uint32_t frameSatd;
    uint32_t ltrFrameIdx;
    uint32_t ltrFrameBitmap;
    uint32_t temporalId;
    uint32_t intraMBCount;
    uint32_t interMBCount;
    int32_t averageMVX;
    int32_t averageMVY;
    uint32_t alphaLayerSizeInBytes;
    uint32_t outputStatsPtrSize;
    uint32_t reserved;
    uint64_t outputStatsPtr; /* void * */
    uint32_t frameIdxDisplay;
    uint32_t reserved1[219];
    uint64_t reserved2[63]; /* void * */
    uint32_t reservedInternal[8];
} NV_ENC_LOCK_BITSTREAM;

#define NV_ENC_LOCK_BITSTREAM_doNotWait_MASK 0x00000001u
#define NV_ENC_LOCK_BITSTREAM_ltrFrame_MASK 0x00000002u
#define NV_ENC_LOCK_BITSTREAM_getRCStats_MASK 0x00000004u
#define NV_ENC_LOCK_BITSTREAM_reservedBitFields_MASK 0xfffffff8u
#define NV_ENC_LOCK_BITSTREAM_reservedBitFields_SHIFT 3

/* One driver-owned input surface, locked for writing. */
typedef struct NV_ENC_LOCK_INPUT_BUFFER {
    uint32_t version;
    uint32_t bitFields;
    NV_ENC_INPUT_PTR inputBuffer;
    uint64_t bufferDataPtr; /* void * */
    uint32_t pitch;
    uint32_t reserved1[251];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_LOCK_INPUT_BUFFER;

#define NV_ENC_LOCK_INPUT_BUFFER_doNotWait_MASK 0x00000001u
#define NV_ENC_LOCK_INPUT_BUFFER_reservedBitFields_MASK 0xfffffffeu
#define NV_ENC_LOCK_INPUT_BUFFER_reservedBitFields_SHIFT 1

/* Maps a registered resource for the encoder. */
typedef struct NV_ENC_MAP_INPUT_RESOURCE {
    uint32_t version;
    uint32_t subResourceIndex;
    uint64_t inputResource; /* void * */
    NV_ENC_REGISTERED_PTR registeredResource;
    NV_ENC_INPUT_PTR mappedResource;
    NV_ENC_BUFFER_FORMAT mappedBufferFmt;
    uint32_t reserved1[251];
    uint64_t reserved2[63]; /* void * */
} NV_ENC_MAP_INPUT_RESOURCE;

/* An OpenGL texture as resource. */
typedef struct NV_ENC_INPUT_RESOURCE_OPENGL_TEX {
    uint32_t texture;
    uint32_t target;
} NV_ENC_INPUT_RESOURCE_OPENGL_TEX;

/* Fence of a Direct3D 12 resource. */
typedef struct NV_ENC_FENCE_POINT_D3D12 {
    uint32_t version;
    uint32_t reserved;
    uint64_t pFence; /* void * */
    uint64_t waitValue;
    uint64_t signalValue;
    uint32_t bitFields;
    uint32_t reserved1[7];
} NV_ENC_FENCE_POINT_D3D12;

#define NV_ENC_FENCE_POINT_D3D12_bWait_MASK 0x00000001u
#define NV_ENC_FENCE_POINT_D3D12_bSignal_MASK 0x00000002u
#define NV_ENC_FENCE_POINT_D3D12_reservedBitField_MASK 0xfffffffcu
#define NV_ENC_FENCE_POINT_D3D12_reservedBitField_SHIFT 2

/* A Direct3D 12 input. */
typedef struct NV_ENC_INPUT_RESOURCE_D3D12 {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_INPUT_PTR pInputBuffer;
    NV_ENC_FENCE_POINT_D3D12 inputFencePoint;
    uint32_t reserved1[16];
    uint64_t reserved2[16]; /* void * */
} NV_ENC_INPUT_RESOURCE_D3D12;

/* A Direct3D 12 output. */
typedef struct NV_ENC_OUTPUT_RESOURCE_D3D12 {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_INPUT_PTR pOutputBuffer;
    NV_ENC_FENCE_POINT_D3D12 outputFencePoint;
    uint32_t reserved1[16];
    uint64_t reserved2[16]; /* void * */
} NV_ENC_OUTPUT_RESOURCE_D3D12;

/* Registers memory of the application's. */
typedef struct NV_ENC_REGISTER_RESOURCE {
    uint32_t version;
    NV_ENC_INPUT_RESOURCE_TYPE resourceType;
    uint32_t width;
    uint32_t height;
    uint32_t pitch;
    uint32_t subResourceIndex;
    uint64_t resourceToRegister; /* void * */
    NV_ENC_REGISTERED_PTR registeredResource;
    NV_ENC_BUFFER_FORMAT bufferFormat;
    NV_ENC_BUFFER_USAGE bufferUsage;
    uint64_t pInputFencePoint; /* NV_ENC_FENCE_POINT_D3D12 * */
    uint32_t chromaOffset[2];
    uint32_t chromaOffsetIn[2];
    uint32_t reserved1[244];
    uint64_t reserved2[61]; /* void * */
} NV_ENC_REGISTER_RESOURCE;

/* Statistics of an encode in flight. */
typedef struct NV_ENC_STAT {
    uint32_t version;
    uint32_t reserved;
    NV_ENC_OUTPUT_PTR outputBitStream;
    uint32_t bitStreamSize;
    uint32_t picType;
    uint32_t lastValidByteOffset;
    uint32_t sliceOffsets[16];
    uint32_t picIdx;
    uint32_t frameAvgQP;
    uint32_t bitFields;
    uint32_t ltrFrameIdx;
    uint32_t intraMBCount;
    uint32_t interMBCount;
    int32_t averageMVX;
    int32_t averageMVY;
    uint32_t reserved1[227];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_STAT;

#define NV_ENC_STAT_ltrFrame_MASK 0x00000001u
#define NV_ENC_STAT_reservedBitFields_MASK 0xfffffffeu
#define NV_ENC_STAT_reservedBitFields_SHIFT 1

/* Where to write the sequence headers. */
typedef struct NV_ENC_SEQUENCE_PARAM_PAYLOAD {
    uint32_t version;
    uint32_t inBufferSize;
    uint32_t spsId;
    uint32_t ppsId;
    uint64_t spsppsBuffer; /* void * */
    uint64_t outSPSPPSPayloadSize; /* uint32_t * */
    uint32_t reserved[250];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_SEQUENCE_PARAM_PAYLOAD;

/* A completion event (Windows). */
typedef struct NV_ENC_EVENT_PARAMS {
    uint32_t version;
    uint32_t reserved;
    uint64_t completionEvent; /* void * */
    uint32_t reserved1[254];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_EVENT_PARAMS;

/* What a session is opened with. */
typedef struct NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS {
    uint32_t version;
    NV_ENC_DEVICE_TYPE deviceType;
    uint64_t device; /* void * */
    uint64_t reserved; /* void * */
    uint32_t apiVersion;
    uint32_t reserved1[253];
    uint64_t reserved2[64]; /* void * */
} NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS;

/* The functions of the list. A parameter named ...Out is the address of what the driver writes. */
typedef NVENCSTATUS (*PNVENCOPENENCODESESSION)(uint64_t device, uint32_t deviceType, uint64_t encoderOut);
typedef NVENCSTATUS (*PNVENCGETENCODEGUIDCOUNT)(uint64_t encoder, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODEGUIDS)(uint64_t encoder, uint64_t guidsOut, uint32_t capacity, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODEPROFILEGUIDCOUNT)(uint64_t encoder, GUID encodeGUID, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODEPROFILEGUIDS)(uint64_t encoder, GUID encodeGUID, uint64_t guidsOut, uint32_t capacity, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETINPUTFORMATCOUNT)(uint64_t encoder, GUID encodeGUID, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETINPUTFORMATS)(uint64_t encoder, GUID encodeGUID, uint64_t formatsOut, uint32_t capacity, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODECAPS)(uint64_t encoder, GUID encodeGUID, uint64_t capsParam, uint64_t valueOut);
typedef NVENCSTATUS (*PNVENCGETENCODEPRESETCOUNT)(uint64_t encoder, GUID encodeGUID, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODEPRESETGUIDS)(uint64_t encoder, GUID encodeGUID, uint64_t guidsOut, uint32_t capacity, uint64_t countOut);
typedef NVENCSTATUS (*PNVENCGETENCODEPRESETCONFIG)(uint64_t encoder, GUID encodeGUID, GUID presetGUID, uint64_t presetConfig);
typedef NVENCSTATUS (*PNVENCGETENCODEPRESETCONFIGEX)(uint64_t encoder, GUID encodeGUID, GUID presetGUID, NV_ENC_TUNING_INFO tuningInfo, uint64_t presetConfig);
typedef NVENCSTATUS (*PNVENCINITIALIZEENCODER)(uint64_t encoder, uint64_t initializeParams);
typedef NVENCSTATUS (*PNVENCCREATEINPUTBUFFER)(uint64_t encoder, uint64_t createParams);
typedef NVENCSTATUS (*PNVENCDESTROYINPUTBUFFER)(uint64_t encoder, NV_ENC_INPUT_PTR inputBuffer);
typedef NVENCSTATUS (*PNVENCCREATEBITSTREAMBUFFER)(uint64_t encoder, uint64_t createParams);
typedef NVENCSTATUS (*PNVENCDESTROYBITSTREAMBUFFER)(uint64_t encoder, NV_ENC_OUTPUT_PTR bitstreamBuffer);
typedef NVENCSTATUS (*PNVENCENCODEPICTURE)(uint64_t encoder, uint64_t picParams);
typedef NVENCSTATUS (*PNVENCLOCKBITSTREAM)(uint64_t encoder, uint64_t lockParams);
typedef NVENCSTATUS (*PNVENCUNLOCKBITSTREAM)(uint64_t encoder, NV_ENC_OUTPUT_PTR bitstreamBuffer);
typedef NVENCSTATUS (*PNVENCLOCKINPUTBUFFER)(uint64_t encoder, uint64_t lockParams);
typedef NVENCSTATUS (*PNVENCUNLOCKINPUTBUFFER)(uint64_t encoder, NV_ENC_INPUT_PTR inputBuffer);
typedef NVENCSTATUS (*PNVENCGETENCODESTATS)(uint64_t encoder, uint64_t stat);
typedef NVENCSTATUS (*PNVENCGETSEQUENCEPARAMS)(uint64_t encoder, uint64_t payload);
typedef NVENCSTATUS (*PNVENCREGISTERASYNCEVENT)(uint64_t encoder, uint64_t eventParams);
typedef NVENCSTATUS (*PNVENCUNREGISTERASYNCEVENT)(uint64_t encoder, uint64_t eventParams);
typedef NVENCSTATUS (*PNVENCMAPINPUTRESOURCE)(uint64_t encoder, uint64_t mapParams);
typedef NVENCSTATUS (*PNVENCUNMAPINPUTRESOURCE)(uint64_t encoder, NV_ENC_INPUT_PTR mappedResource);
typedef NVENCSTATUS (*PNVENCDESTROYENCODER)(uint64_t encoder);
typedef NVENCSTATUS (*PNVENCINVALIDATEREFFRAMES)(uint64_t encoder, uint64_t timeStamp);
typedef NVENCSTATUS (*PNVENCOPENENCODESESSIONEX)(uint64_t openParams, uint64_t encoderOut);
typedef NVENCSTATUS (*PNVENCREGISTERRESOURCE)(uint64_t encoder, uint64_t registerParams);
typedef NVENCSTATUS (*PNVENCUNREGISTERRESOURCE)(uint64_t encoder, NV_ENC_REGISTERED_PTR registeredResource);
typedef NVENCSTATUS (*PNVENCRECONFIGUREENCODER)(uint64_t encoder, uint64_t reconfigureParams);
typedef NVENCSTATUS (*PNVENCCREATEMVBUFFER)(uint64_t encoder, uint64_t createParams);
typedef NVENCSTATUS (*PNVENCDESTROYMVBUFFER)(uint64_t encoder, NV_ENC_OUTPUT_PTR mvBuffer);
typedef NVENCSTATUS (*PNVENCRUNMOTIONESTIMATIONONLY)(uint64_t encoder, uint64_t meOnlyParams);
typedef uint64_t (*PNVENCGETLASTERROR)(uint64_t encoder); /* const char * */
typedef NVENCSTATUS (*PNVENCSETIOCUDASTREAMS)(uint64_t encoder, NV_ENC_CUSTREAM_PTR inputStream, NV_ENC_CUSTREAM_PTR outputStream);
typedef NVENCSTATUS (*PNVENCGETSEQUENCEPARAMEX)(uint64_t encoder, uint64_t initializeParams, uint64_t payload);
typedef NVENCSTATUS (*PNVENCRESTOREENCODERSTATE)(uint64_t encoder, uint64_t restoreParams);
typedef NVENCSTATUS (*PNVENCLOOKAHEADPICTURE)(uint64_t encoder, uint64_t lookaheadParams);

/* The driver's functions. The entries are addresses, filled by NvEncodeAPICreateInstance. */
typedef struct NV_ENCODE_API_FUNCTION_LIST {
    uint32_t version;
    uint32_t reserved;
    uint64_t nvEncOpenEncodeSession; /* PNVENCOPENENCODESESSION */
    uint64_t nvEncGetEncodeGUIDCount; /* PNVENCGETENCODEGUIDCOUNT */
    uint64_t nvEncGetEncodeProfileGUIDCount; /* PNVENCGETENCODEPROFILEGUIDCOUNT */
    uint64_t nvEncGetEncodeProfileGUIDs; /* PNVENCGETENCODEPROFILEGUIDS */
    uint64_t nvEncGetEncodeGUIDs; /* PNVENCGETENCODEGUIDS */
    uint64_t nvEncGetInputFormatCount; /* PNVENCGETINPUTFORMATCOUNT */
    uint64_t nvEncGetInputFormats; /* PNVENCGETINPUTFORMATS */
    uint64_t nvEncGetEncodeCaps; /* PNVENCGETENCODECAPS */
    uint64_t nvEncGetEncodePresetCount; /* PNVENCGETENCODEPRESETCOUNT */
    uint64_t nvEncGetEncodePresetGUIDs; /* PNVENCGETENCODEPRESETGUIDS */
    uint64_t nvEncGetEncodePresetConfig; /* PNVENCGETENCODEPRESETCONFIG */
    uint64_t nvEncInitializeEncoder; /* PNVENCINITIALIZEENCODER */
    uint64_t nvEncCreateInputBuffer; /* PNVENCCREATEINPUTBUFFER */
    uint64_t nvEncDestroyInputBuffer; /* PNVENCDESTROYINPUTBUFFER */
    uint64_t nvEncCreateBitstreamBuffer; /* PNVENCCREATEBITSTREAMBUFFER */
    uint64_t nvEncDestroyBitstreamBuffer; /* PNVENCDESTROYBITSTREAMBUFFER */
    uint64_t nvEncEncodePicture; /* PNVENCENCODEPICTURE */
    uint64_t nvEncLockBitstream; /* PNVENCLOCKBITSTREAM */
    uint64_t nvEncUnlockBitstream; /* PNVENCUNLOCKBITSTREAM */
    uint64_t nvEncLockInputBuffer; /* PNVENCLOCKINPUTBUFFER */
    uint64_t nvEncUnlockInputBuffer; /* PNVENCUNLOCKINPUTBUFFER */
    uint64_t nvEncGetEncodeStats; /* PNVENCGETENCODESTATS */
    uint64_t nvEncGetSequenceParams; /* PNVENCGETSEQUENCEPARAMS */
    uint64_t nvEncRegisterAsyncEvent; /* PNVENCREGISTERASYNCEVENT */
    uint64_t nvEncUnregisterAsyncEvent; /* PNVENCUNREGISTERASYNCEVENT */
    uint64_t nvEncMapInputResource; /* PNVENCMAPINPUTRESOURCE */
    uint64_t nvEncUnmapInputResource; /* PNVENCUNMAPINPUTRESOURCE */
    uint64_t nvEncDestroyEncoder; /* PNVENCDESTROYENCODER */
    uint64_t nvEncInvalidateRefFrames; /* PNVENCINVALIDATEREFFRAMES */
    uint64_t nvEncOpenEncodeSessionEx; /* PNVENCOPENENCODESESSIONEX */
    uint64_t nvEncRegisterResource; /* PNVENCREGISTERRESOURCE */
    uint64_t nvEncUnregisterResource; /* PNVENCUNREGISTERRESOURCE */
    uint64_t nvEncReconfigureEncoder; /* PNVENCRECONFIGUREENCODER */
    uint64_t reserved1; /* void * */
    uint64_t nvEncCreateMVBuffer; /* PNVENCCREATEMVBUFFER */
    uint64_t nvEncDestroyMVBuffer; /* PNVENCDESTROYMVBUFFER */
    uint64_t nvEncRunMotionEstimationOnly; /* PNVENCRUNMOTIONESTIMATIONONLY */
    uint64_t nvEncGetLastErrorString; /* PNVENCGETLASTERROR */
    uint64_t nvEncSetIOCudaStreams; /* PNVENCSETIOCUDASTREAMS */
    uint64_t nvEncGetEncodePresetConfigEx; /* PNVENCGETENCODEPRESETCONFIGEX */
    uint64_t nvEncGetSequenceParamEx; /* PNVENCGETSEQUENCEPARAMEX */
    uint64_t nvEncRestoreEncoderState; /* PNVENCRESTOREENCODERSTATE */
    uint64_t nvEncLookaheadPicture; /* PNVENCLOOKAHEADPICTURE */
    uint64_t reserved2[275]; /* void * */
} NV_ENCODE_API_FUNCTION_LIST;

/* The two functions that the library exports. The version comes as major << 4 | minor, unlike NVENCAPI_VERSION. */
typedef NVENCSTATUS (*PFN_NvEncodeAPIGetMaxSupportedVersion)(uint64_t versionOut);
typedef NVENCSTATUS (*PFN_NvEncodeAPICreateInstance)(uint64_t functionList);

#endif
