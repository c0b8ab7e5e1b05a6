/* Stands in for two libraries of Windows under Wine, which lacks them or parts of them: Qt does not load without
 * icuuc.dll, and finds no screen without the colour profiles of mscms.dll. Compiled once for each, with its name
 * defined. There are no converters and no profiles, so Qt keeps to what it brings itself. Never handed out: Windows
 * has its own.
 */
#define EXPORT __declspec(dllexport)
#define ABSENT(name) EXPORT void *name(void) { return 0; }

#ifdef ICUUC
#define U_FILE_ACCESS_ERROR 4

EXPORT void *ucnv_open(const char *name, int *error)
{
    if (error)
        *error = U_FILE_ACCESS_ERROR;
    return 0;
}

/* Without a converter none of these is ever called with one. */
ABSENT(ucnv_close)
ABSENT(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
ABSENT(UCNV_TO_U_CALLBACK_SUBSTITUTE)
ABSENT(ucnv_reset)
ABSENT(ucnv_getMaxCharSize)
ABSENT(ucnv_getName)
ABSENT(ucnv_getToUCallBack)
ABSENT(ucnv_getFromUCallBack)
ABSENT(ucnv_setToUCallBack)
ABSENT(ucnv_setFromUCallBack)
ABSENT(ucnv_cbToUWriteUChars)
ABSENT(ucnv_toUnicode)
ABSENT(ucnv_cbFromUWriteUChars)
ABSENT(ucnv_toUCountPending)
ABSENT(ucnv_fromUCountPending)
ABSENT(ucnv_getStandardName)
ABSENT(ucnv_getAvailableName)
ABSENT(ucnv_countAvailable)
ABSENT(ucnv_fromUnicode)
#endif

#ifdef MSCMS
ABSENT(OpenColorProfileW)
ABSENT(WcsCreateIccProfile)
ABSENT(GetColorProfileFromHandle)
ABSENT(CloseColorProfile)
#endif
